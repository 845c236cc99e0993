package io.sampo.http.admin;

import io.sampo.protocol.id.ArtifactHash;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Where downloads come from: the artifact store, as the admin interface needs it. */
public interface ArtifactSource {

  /**
   * The bytes of an artifact, checked against their hash before the first one flows. The stage
   * fails with a {@link io.sampo.protocol.error.PlatformException}, ARTIFACT_UNAVAILABLE, if they
   * are missing or not those of the hash.
   */
  CompletionStage<Source<ByteString, ?>> open(ArtifactHash hash);
}
