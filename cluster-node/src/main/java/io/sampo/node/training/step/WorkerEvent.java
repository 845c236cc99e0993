package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.StepOrder;

/** What happens to a {@link StepWorker}. */
public sealed interface WorkerEvent {

  /** A coordinator's message arrived. */
  record Ordered(StepOrder order) implements WorkerEvent {
    public Ordered {
      requireNonNull(order, "order is null");
    }
  }

  /**
   * The gradients of all members are reduced into staging.
   *
   * @param reduced checksum of the reduced buckets, taken while reducing
   * @param state checksum of parameters and optimizer state, taken while the step before was
   *     applied or the state loaded
   * @param loss mean over the global batch
   * @param finite whether every element of the reduced gradients is a finite number
   */
  record StagingReady(GenerationStep step, long reduced, long state, double loss, boolean finite)
      implements WorkerEvent {
    public StagingReady {
      requireNonNull(step, "step is null");
    }
  }

  /** The data plane gave this step up, on an error of its own or a reset by a peer. */
  record DataPlaneReset(GenerationStep step) implements WorkerEvent {
    public DataPlaneReset {
      requireNonNull(step, "step is null");
    }
  }

  /** The full state of a peer lies ready, verified, to be adopted. */
  record StateFetched(GenerationStep at, Digest digest) implements WorkerEvent {
    public StateFetched {
      requireNonNull(at, "at is null");
      requireNonNull(digest, "digest is null");
    }
  }

  /** A coordinator is known; to be repeated while the worker has no generation. */
  record CoordinatorFound(CoordinatorIncarnation coordinator) implements WorkerEvent {
    public CoordinatorFound {
      requireNonNull(coordinator, "coordinator is null");
    }
  }

  /** This node wants its worker back, in order. */
  record LeaveRequested() implements WorkerEvent {}

  /** A checkpoint of that generation is complete in the artifact store. */
  record CheckpointStored(long generation, Checkpoint.Stored checkpoint) implements WorkerEvent {
    public CheckpointStored {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /** A checkpoint could not be written; the state is as it was, and another one may be. */
  record CheckpointFailed() implements WorkerEvent {}
}
