package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.WorkerIncarnation;

/** What a worker tells a step coordinator. All of them may be lost, doubled and reordered. */
public sealed interface StepReport extends WireMessage {

  /** The worker that sent it. */
  WorkerIncarnation worker();

  /**
   * The vote for a step: the reduced gradients lie in staging and can be applied.
   *
   * @param loss mean over the global batch
   * @param skipped the anomaly because of which applying the step will change nothing, or null
   */
  record Prepared(
      WorkerIncarnation worker, GenerationStep step, Digest digest, double loss, Anomaly skipped)
      implements StepReport {
    public Prepared {
      requireNonNull(worker, "worker is null");
      requireNonNull(step, "step is null");
      requireNonNull(digest, "digest is null");
    }
  }

  /**
   * The vote against a step: its result is not to be trained on, and nothing of it was kept.
   *
   * @param digest as if the worker had prepared the anomaly itself
   */
  record Anomalous(WorkerIncarnation worker, Digest digest, Anomaly anomaly) implements StepReport {
    public Anomalous {
      requireNonNull(worker, "worker is null");
      requireNonNull(digest, "digest is null");
      requireNonNull(anomaly, "anomaly is null");
    }
  }

  /**
   * The answer to {@link StepOrder.Freeze}, and the promise to vote in that generation no more.
   *
   * @param generation the generation that this answers for
   * @param applied the last step that this worker applied
   */
  record Frozen(WorkerIncarnation worker, long generation, CommittedStep applied, Staging staging)
      implements StepReport {
    public Frozen {
      requireNonNull(worker, "worker is null");
      requireNonNull(applied, "applied is null");
      requireNonNull(staging, "staging is null");
    }
  }

  /** The data plane was reset while this step was reduced: a member may be gone. */
  record Aborted(WorkerIncarnation worker, GenerationStep step) implements StepReport {
    public Aborted {
      requireNonNull(worker, "worker is null");
      requireNonNull(step, "step is null");
    }
  }

  /** A worker without state offers itself. */
  record Offered(WorkerIncarnation worker) implements StepReport {
    public Offered {
      requireNonNull(worker, "worker is null");
    }
  }

  /** A joiner has taken over the full state of a peer at this generation and step. */
  record CaughtUp(WorkerIncarnation worker, GenerationStep at, Digest digest)
      implements StepReport {
    public CaughtUp {
      requireNonNull(worker, "worker is null");
      requireNonNull(at, "at is null");
      requireNonNull(digest, "digest is null");
    }
  }

  /** A member asks to leave; it stays until a generation without it is installed. */
  record Leaving(WorkerIncarnation worker) implements StepReport {
    public Leaving {
      requireNonNull(worker, "worker is null");
    }
  }

  /** A checkpoint is complete in the artifact store, but not yet published. */
  record CheckpointWritten(WorkerIncarnation worker, long generation, Checkpoint.Stored checkpoint)
      implements StepReport {
    public CheckpointWritten {
      requireNonNull(worker, "worker is null");
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }
}
