package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Where uploads go: the artifact store, as the admin interface needs it. */
public interface ArtifactSink {

  /**
   * Stores the bytes under their hash. The stage completes once they are durable. If the source
   * fails, nothing is stored and the stage fails with the same cause; a full or broken store fails
   * it with a {@link io.sampo.protocol.error.PlatformException}.
   */
  CompletionStage<StoredArtifact> store(Source<ByteString, ?> content);

  /** What was stored. */
  record StoredArtifact(ArtifactHash hash, long bytes) {
    public StoredArtifact {
      requireNonNull(hash, "hash is null");
    }
  }
}
