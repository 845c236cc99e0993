package io.sampo.http.admin;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Keeps what was stored in memory, under a "hash" that is its number. */
final class FakeArtifacts implements ArtifactSink, ArtifactSource {

  final Map<ArtifactHash, ByteString> stored = new ConcurrentHashMap<>();
  private final ActorSystem<?> system;

  FakeArtifacts(ActorSystem<?> system) {
    this.system = system;
  }

  @Override
  public CompletionStage<StoredArtifact> store(Source<ByteString, ?> content) {
    return content
        .runFold(ByteString.emptyByteString(), ByteString::concat, system)
        .thenApply(this::keep);
  }

  @Override
  public CompletionStage<Source<ByteString, ?>> open(ArtifactHash hash) {
    ByteString bytes = stored.get(hash);
    return bytes == null
        ? CompletableFuture.failedFuture(
            new PlatformException(
                ErrorCode.ARTIFACT_UNAVAILABLE, "Expected [" + hash + "], but it is not there"))
        : CompletableFuture.completedFuture(Source.single(bytes));
  }

  private StoredArtifact keep(ByteString bytes) {
    ArtifactHash hash = new ArtifactHash("%064x".formatted(stored.size() + 1));
    stored.put(hash, bytes);
    return new StoredArtifact(hash, bytes.size());
  }
}
