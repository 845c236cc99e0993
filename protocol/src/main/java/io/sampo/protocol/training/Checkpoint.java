package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;

/**
 * A committed step in the artifact store.
 *
 * @param module the TorchScript file with the parameters after the step
 * @param optimizerState the optimizer's flat state after the step
 * @param parameters the parameters alone, as safetensors; null where they were not yet written
 * @param parametersBytes 0 without parameters
 */
public record Checkpoint(
    long step,
    ArtifactHash module,
    long moduleBytes,
    ArtifactHash optimizerState,
    ArtifactHash parameters,
    long parametersBytes) {
  public Checkpoint {
    requireNonNull(module, "module is null");
    requireNonNull(optimizerState, "optimizerState is null");
  }

  /** As the first version of manifests had it: without the parameters alone. */
  public Checkpoint(long step, ArtifactHash module, long moduleBytes, ArtifactHash optimizerState) {
    this(step, module, moduleBytes, optimizerState, null, 0);
  }
}
