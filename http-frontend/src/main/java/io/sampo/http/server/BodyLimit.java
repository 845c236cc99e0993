package io.sampo.http.server;

import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import scala.Option;

/**
 * The bound on the bytes of one body. What lies beyond it is taken from the wire for a while and
 * thrown away, because a client that is cut off while it sends never sees the answer. For one
 * materialization; not thread-safe.
 */
public final class BodyLimit {

  private static final int DRAIN_FACTOR = 4;

  private final long limit;
  private long seen;

  public BodyLimit(long limit) {
    this.limit = limit;
  }

  /** Fails with {@link EntityStreamSizeException} behind the last byte if there were too many. */
  public Source<ByteString, Object> bytesOf(HttpEntity entity) {
    return entity
        .withSizeLimit(DRAIN_FACTOR * limit)
        .getDataBytes()
        .mapError(EntityStreamSizeException.class, far -> exceeded())
        .map(this::within)
        .filter(ByteString::nonEmpty)
        .concatLazy(Source.lazySource(this::verdict));
  }

  private ByteString within(ByteString chunk) {
    seen += chunk.size();
    return seen > limit ? ByteString.emptyByteString() : chunk;
  }

  private Source<ByteString, ?> verdict() {
    return seen > limit ? Source.failed(exceeded()) : Source.empty();
  }

  private EntityStreamSizeException exceeded() {
    return new EntityStreamSizeException(limit, Option.empty());
  }
}
