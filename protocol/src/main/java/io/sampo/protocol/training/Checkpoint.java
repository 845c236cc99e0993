package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;

/**
 * A committed step in the artifact store.
 *
 * @param module the TorchScript file with the parameters after the step
 * @param optimizerState the optimizer's flat state after the step
 */
public record Checkpoint(
    long step, ArtifactHash module, long moduleBytes, ArtifactHash optimizerState) {
  public Checkpoint {
    requireNonNull(module, "module is null");
    requireNonNull(optimizerState, "optimizerState is null");
  }
}
