package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.VersionName;
import java.time.Instant;

/**
 * A version of a model: immutable.
 *
 * @param signature as it is served: behind a plan, if it has one
 * @param source who made it: {@code upload}, or the job and step it was promoted from
 */
public record VersionSpecification(
    VersionName name,
    ArtifactHash artifact,
    long artifactBytes,
    Signature signature,
    String source,
    Instant addedAt)
    implements WireMessage {
  public VersionSpecification {
    requireNonNull(name, "name is null");
    requireNonNull(artifact, "artifact is null");
    requireNonNull(signature, "signature is null");
    requireNonNull(source, "source is null");
    requireNonNull(addedAt, "addedAt is null");
  }

  /** For copies that are held everywhere. */
  VersionSpecification brief() {
    return new VersionSpecification(
        name, artifact, artifactBytes, signature.brief(), source, addedAt);
  }
}
