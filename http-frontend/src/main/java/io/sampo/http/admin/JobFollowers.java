package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.Catalog.Subscription;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.sse.ServerSentEvent;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/**
 * Lets clients follow training jobs: every change that reaches the catalog is an event, and the
 * stream ends with the one that is final. A slow client misses changes, never the newest one.
 * Thread-safe.
 */
final class JobFollowers {

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int BUFFER = 16;

  private final Catalog catalog;
  private final int maximum;
  private final AtomicInteger followers = new AtomicInteger();

  JobFollowers(Catalog catalog, int maximum) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.maximum = maximum;
  }

  /**
   * Follows a job from the summary that is known already.
   *
   * @throws StatusRefusal if this node serves as many followers as it may
   */
  Source<ServerSentEvent, NotUsed> follow(JobSummary first) {
    if (followers.get() >= maximum) {
      throw new StatusRefusal(
          StatusCodes.TOO_MANY_REQUESTS,
          ErrorCode.REPLICA_OVERLOADED,
          "Expected at most %d followers of training jobs, but got one more".formatted(maximum));
    }
    return Source.single(first)
        .concat(changes(first.id()))
        .statefulMapConcat(OnlyNews::new)
        .takeWhile(summary -> !summary.state().isFinal(), true)
        .map(JobFollowers::event)
        .keepAlive(HEARTBEAT, ServerSentEvent::heartbeat);
  }

  private Source<JobSummary, NotUsed> changes(JobId id) {
    return Source.<JobSummary>queue(BUFFER, OverflowStrategy.dropHead())
        .mapMaterializedValue(queue -> subscribed(id, queue));
  }

  private NotUsed subscribed(JobId id, SourceQueueWithComplete<JobSummary> queue) {
    Consumer<CatalogSnapshot> listener =
        snapshot -> snapshot.job(id.value()).ifPresent(queue::offer);
    Subscription subscription = catalog.subscribe(listener);
    followers.incrementAndGet();
    queue
        .watchCompletion()
        .whenComplete(
            (done, failure) -> {
              subscription.close();
              followers.decrementAndGet();
            });
    // What changed before the subscription would otherwise be missed.
    listener.accept(catalog.current());
    return NotUsed.getInstance();
  }

  private static ServerSentEvent event(JobSummary summary) {
    return ServerSentEvent.create(JobJson.of(summary).toString(), "job");
  }

  /** Drops what was said before, and what is older than what was said. */
  private static final class OnlyNews implements Function<JobSummary, Iterable<JobSummary>> {
    private static final long serialVersionUID = 1L;

    private transient JobSummary last;

    @Override
    public Iterable<JobSummary> apply(JobSummary summary) {
      boolean isNews =
          last == null
              || !summary.equals(last) && summary.sequenceNumber() >= last.sequenceNumber();
      if (!isNews) {
        return List.of();
      }
      last = summary;
      return List.of(summary);
    }
  }
}
