package io.sampo.node.artifact;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;
import java.time.Instant;

/**
 * An artifact that a store holds.
 *
 * @param bytes its size
 * @param storedAt when it was put last; putting the same content again renews it
 */
public record StoredArtifact(ArtifactHash hash, long bytes, Instant storedAt) {
  public StoredArtifact {
    requireNonNull(hash, "hash is null");
    requireNonNull(storedAt, "storedAt is null");
  }
}
