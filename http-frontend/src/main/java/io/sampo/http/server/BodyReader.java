package io.sampo.http.server;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Reads whole bodies up to a {@link BodyLimit}, within a time. */
public final class BodyReader {

  private static final int FIRST_CAPACITY = 16 * 1024;

  /** Compressed bytes up to which it costs less to go on than to change the thread. */
  private static final int SMALL = 4 * 1024;

  private final ClassicActorSystemProvider system;
  private final int limit;
  private final Duration timeout;

  public BodyReader(ClassicActorSystemProvider system, int limit, Duration timeout) {
    this.system = system;
    this.limit = limit;
    this.timeout = timeout;
  }

  /**
   * Fails with {@code TENSOR_TOO_LARGE} beyond the limit and with {@code INVALID_ARGUMENT} if the
   * body does not come in time or breaks off.
   */
  public CompletionStage<Body> read(RequestEntity entity) {
    if (entity instanceof HttpEntity.Strict strict) {
      return readStrict(strict.getData());
    }
    long announced = entity.getContentLengthOption().orElse(FIRST_CAPACITY);
    Buffer empty = new Buffer(limit, (int) Math.min(announced, FIRST_CAPACITY));
    return new BodyLimit(limit)
        .bytesOf(entity)
        .completionTimeout(timeout)
        .runWith(Sink.fold(empty, Buffer::add), system)
        .handle(this::read);
  }

  /**
   * As {@link #read(RequestEntity)}, for a compressed body. The limit holds before and after.
   *
   * @param executor where large bodies are decompressed
   */
  public CompletionStage<Body> read(RequestEntity entity, ContentCoding coding, Executor executor) {
    CompletionStage<Body> raw = read(entity);
    if (coding == ContentCoding.IDENTITY) {
      return raw;
    }
    return raw.thenCompose(
        body ->
            body.length() <= SMALL
                ? CompletableFuture.completedFuture(coding.decode(body, limit))
                : CompletableFuture.supplyAsync(() -> coding.decode(body, limit), executor));
  }

  private CompletionStage<Body> readStrict(ByteString data) {
    if (data.size() > limit) {
      return CompletableFuture.failedFuture(tooLarge(limit));
    }
    return CompletableFuture.completedFuture(Body.of(data.toArrayUnsafe()));
  }

  private Body read(Buffer buffer, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      throw cause instanceof EntityStreamSizeException ? tooLarge(limit) : brokenOff(cause);
    }
    return new Body(buffer.bytes, buffer.length);
  }

  private PlatformException brokenOff(Throwable cause) {
    return new PlatformException(
        ErrorCode.INVALID_ARGUMENT,
        "Expected a whole body within " + timeout.toSeconds() + " s, but " + cause.getMessage(),
        cause);
  }

  static PlatformException tooLarge(int limit) {
    return new PlatformException(
        ErrorCode.TENSOR_TOO_LARGE,
        "Expected a body of at most " + limit + " bytes, but it is larger");
  }

  /** Grows as bytes arrive, not as announced, so that an announcement alone costs nothing. */
  private static final class Buffer {
    private final int limit;
    private byte[] bytes;
    private int length;

    Buffer(int limit, int capacity) {
      this.limit = limit;
      this.bytes = new byte[capacity];
    }

    Buffer add(ByteString chunk) {
      int needed = length + chunk.size();
      if (needed > bytes.length) {
        long doubled = Math.max(needed, 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
      }
      chunk.copyToArray(bytes, length, chunk.size());
      length = needed;
      return this;
    }
  }
}
