package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ArtifactHash;

/**
 * What a device needs to know to hold a replica.
 *
 * @param artifact the TorchScript file
 * @param bytes the device memory to reserve
 */
public record ReplicaSpecification(
    ArtifactHash artifact, Signature signature, long bytes, Batching batching)
    implements WireMessage {
  public ReplicaSpecification {
    requireNonNull(artifact, "artifact is null");
    requireNonNull(signature, "signature is null");
    requireNonNull(batching, "batching is null");
  }

  /** The most items of one batch, by the signature and by the deployment. */
  public int maxBatchSize() {
    int bySignature = signature.maxBatchSize();
    int wanted = batching.maximumBatchSize();
    return wanted == 0 ? bySignature : Math.min(wanted, bySignature);
  }
}
