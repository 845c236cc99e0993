package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.Signature;

/**
 * What a node needs to know to train for a job.
 *
 * @param job the job as it was submitted: loss, optimizer, batch, epochs, seed
 * @param module the TorchScript file that step 0 begins from
 * @param signature of that module
 * @param checkpoint the state to begin from, or null for step 0
 * @param evaluationDataset or null where the job has none
 * @param gangSize how many workers are started together; a module with buffers that training
 *     changes cannot have more than one
 * @param token what the data plane's hello must say; the same for all workers of one gang
 * @param bytes the device memory to reserve
 */
public record WorkerSpecification(
    JobId id,
    WorkerIncarnation incarnation,
    JobSpecification job,
    ArtifactHash module,
    Signature signature,
    Checkpoint checkpoint,
    PlannedDataset dataset,
    PlannedDataset evaluationDataset,
    int gangSize,
    String token,
    long bytes)
    implements WireMessage {
  public WorkerSpecification {
    requireNonNull(id, "id is null");
    requireNonNull(incarnation, "incarnation is null");
    requireNonNull(job, "job is null");
    requireNonNull(module, "module is null");
    requireNonNull(signature, "signature is null");
    requireNonNull(dataset, "dataset is null");
    requireNonNull(token, "token is null");
    if (gangSize < 1 || bytes < 0) {
      throw new IllegalArgumentException(
          "Expected a gangSize of 1 or more and bytes of 0 or more, but was [%d, %d]"
              .formatted(gangSize, bytes));
    }
  }

  /** The step whose parameters the worker begins with. */
  public long baseStep() {
    return checkpoint == null ? 0 : checkpoint.step();
  }
}
