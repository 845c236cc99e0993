package io.sampo.http.admin;

import io.sampo.protocol.id.ArtifactHash;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Keeps what was stored in memory, under a "hash" that is its number. */
final class FakeArtifacts implements ArtifactSink {

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

  private StoredArtifact keep(ByteString bytes) {
    ArtifactHash hash = new ArtifactHash("%064x".formatted(stored.size() + 1));
    stored.put(hash, bytes);
    return new StoredArtifact(hash, bytes.size());
  }
}
