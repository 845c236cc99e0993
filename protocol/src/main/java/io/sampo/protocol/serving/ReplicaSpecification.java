package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ArtifactHash;

/**
 * What a device needs to know to hold a replica.
 *
 * @param artifact the TorchScript file
 * @param bytes the device memory to reserve
 * @param queueLimit the most requests that may wait
 */
public record ReplicaSpecification(
    ArtifactHash artifact, Signature signature, long bytes, int queueLimit) implements WireMessage {
  public ReplicaSpecification {
    requireNonNull(artifact, "artifact is null");
    requireNonNull(signature, "signature is null");
  }
}
