package io.sampo.http.server;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Reads whole bodies up to a {@link BodyLimit}, within a time. */
public final class BodyReader {

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
    return read(entity, bytes -> {});
  }

  /**
   * As {@link #read(RequestEntity)}, for a body that may be compressed. The limit holds before and
   * after.
   *
   * @param executor where large bodies are decompressed
   * @param holding is told of bytes before they are held, one call after the other but in any
   *     thread. What it throws is what the reading fails with; the body is taken from the wire all
   *     the same
   */
  public CompletionStage<Body> read(
      RequestEntity entity, ContentCoding coding, Executor executor, LongConsumer holding) {
    CompletionStage<Body> raw = read(entity, holding);
    if (coding == ContentCoding.IDENTITY) {
      return raw;
    }
    return raw.thenCompose(
        body ->
            body.length() <= SMALL
                ? CompletableFuture.completedFuture(coding.decode(body, limit, holding))
                : CompletableFuture.supplyAsync(
                    () -> coding.decode(body, limit, holding), executor));
  }

  private CompletionStage<Body> read(RequestEntity entity, LongConsumer holding) {
    if (entity instanceof HttpEntity.Strict strict) {
      return readStrict(strict.getData(), holding);
    }
    return new BodyLimit(limit)
        .bytesOf(entity)
        .completionTimeout(timeout)
        .runWith(Sink.fold(new Reading(new BodyBuffer(limit, holding)), Reading::add), system)
        .handle(this::finish);
  }

  private CompletionStage<Body> readStrict(ByteString data, LongConsumer holding) {
    if (data.size() > limit) {
      return CompletableFuture.failedFuture(tooLarge(limit));
    }
    try {
      holding.accept(data.size());
    } catch (PlatformException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return CompletableFuture.completedFuture(Body.of(data.toArrayUnsafe()));
  }

  private Body finish(Reading reading, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      throw cause instanceof EntityStreamSizeException ? tooLarge(limit) : brokenOff(cause);
    }
    return reading.body();
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

  /** Goes on to take from the wire what may not be held. */
  private static final class Reading {
    private BodyBuffer buffer;
    private PlatformException refusal;

    Reading(BodyBuffer buffer) {
      this.buffer = buffer;
    }

    Reading add(ByteString chunk) {
      if (refusal == null) {
        try {
          buffer.add(chunk);
        } catch (PlatformException refused) {
          refusal = refused;
          buffer = null;
        }
      }
      return this;
    }

    Body body() {
      if (refusal != null) {
        throw refusal;
      }
      return buffer.body();
    }
  }
}
