package io.sampo.http.admin;

import io.sampo.http.catalog.Catalog;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.training.JobSummary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;

/**
 * Follows training jobs: server-sent events, one for each change that the local catalog sees, until
 * the job is over. Each event is a whole summary, so a slow reader misses nothing but steps in
 * between. Thread-safe.
 */
final class JobFollowing {

  private static final int BUFFERED = 16;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final ByteString COMMENT = ByteString.fromString(": still here\n\n");

  private final Catalog catalog;
  private final int limit;
  private final AtomicInteger followers = new AtomicInteger();

  JobFollowing(Catalog catalog, int limit) {
    this.catalog = catalog;
    this.limit = limit;
  }

  /**
   * Follows a job.
   *
   * @param first the newest summary, which the catalog may not have yet
   */
  HttpResponse follow(JobSummary first) {
    if (followers.get() >= limit) {
      throw new PlatformException(
          ErrorCode.REPLICA_OVERLOADED,
          "Expected at most %d followers of jobs at this node, but there are more"
              .formatted(limit));
    }
    Source<ByteString, NotUsed> events =
        Source.single(first)
            .concat(changes(first))
            .statefulMapConcat(
                () -> {
                  Newest newest = new Newest();
                  return newest::take;
                })
            .takeWhile(summary -> !summary.state().isFinal(), true)
            .map(JobFollowing::event)
            .keepAlive(HEARTBEAT, () -> COMMENT);
    return HttpResponse.create()
        .withEntity(
            HttpEntities.createChunked(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
  }

  private Source<JobSummary, NotUsed> changes(JobSummary first) {
    String id = first.id().value();
    return Source.<JobSummary>queue(BUFFERED, OverflowStrategy.dropHead())
        .mapMaterializedValue(
            queue -> {
              subscribe(id, queue);
              return NotUsed.getInstance();
            });
  }

  private void subscribe(String id, SourceQueueWithComplete<JobSummary> queue) {
    followers.incrementAndGet();
    Catalog.Subscription subscription =
        catalog.subscribe(snapshot -> snapshot.job(id).ifPresent(queue::offer));
    catalog.current().job(id).ifPresent(queue::offer);
    queue
        .watchCompletion()
        .whenComplete(
            (done, failure) -> {
              subscription.close();
              followers.decrementAndGet();
            });
  }

  private static ByteString event(JobSummary summary) {
    byte[] json = AdminJson.bytes(summary);
    return ByteString.fromString(
        "event: job\ndata: " + new String(json, StandardCharsets.UTF_8) + "\n\n");
  }

  /** Lets pass what is new; the catalog may lag behind the entity. */
  private static final class Newest {
    private Optional<JobSummary> last = Optional.empty();

    Iterable<JobSummary> take(JobSummary summary) {
      boolean known =
          last.isPresent()
              && (summary.sequenceNumber() < last.get().sequenceNumber()
                  || summary.equals(last.get()));
      if (known) {
        return List.of();
      }
      last = Optional.of(summary);
      return List.of(summary);
    }
  }
}
