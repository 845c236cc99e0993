package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.StepReport;

/**
 * What a {@link StepWorker} wants done, one after the other: the adapter queues what touches the
 * device, so that a step is computed on the state that the action before it left.
 */
public sealed interface WorkerAction {

  /** Tell a coordinator; unknown and dead ones are ignored. */
  record Send(CoordinatorIncarnation to, StepReport report) implements WorkerAction {
    public Send {
      requireNonNull(to, "to is null");
      requireNonNull(report, "report is null");
    }
  }

  /** Forward, backward, and reduce into staging with these members. */
  record Compute(StepStart step) implements WorkerAction {
    public Compute {
      requireNonNull(step, "step is null");
    }
  }

  /** Stop reducing this step, whatever it waits for, and forget what was reduced. */
  record Abandon(GenerationStep step) implements WorkerAction {
    public Abandon {
      requireNonNull(step, "step is null");
    }
  }

  /** The step is committed: one optimizer step with the gradients in staging. */
  record Apply(GenerationStep step) implements WorkerAction {
    public Apply {
      requireNonNull(step, "step is null");
    }
  }

  /** The step is committed, and changes nothing: forget the gradients in staging and count it. */
  record Skip(GenerationStep step) implements WorkerAction {
    public Skip {
      requireNonNull(step, "step is null");
    }
  }

  /** The step is retreated or must not be committed: forget the gradients in staging. */
  record Drop(GenerationStep step) implements WorkerAction {
    public Drop {
      requireNonNull(step, "step is null");
    }
  }

  /** Replace the whole state by that of a checkpoint. */
  record Restore(Checkpoint checkpoint) implements WorkerAction {
    public Restore {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /**
   * Take over the full state of a peer, which holds at this step, but do not use it yet; several
   * may be asked for, of which only the last counts.
   */
  record Fetch(GenerationStep at, Digest digest, WorkerIncarnation source) implements WorkerAction {
    public Fetch {
      requireNonNull(at, "at is null");
      requireNonNull(digest, "digest is null");
      requireNonNull(source, "source is null");
    }
  }

  /** Replace the whole state by the one that was fetched. */
  record Adopt(GenerationStep at) implements WorkerAction {
    public Adopt {
      requireNonNull(at, "at is null");
    }
  }

  /**
   * Copy the state after this step, write the copy to the artifact store while training goes on,
   * and say when it is there or failed. The next one is asked for after that.
   */
  record WriteCheckpoint(GenerationStep at) implements WorkerAction {
    public WriteCheckpoint {
      requireNonNull(at, "at is null");
    }
  }

  /** For people: a checkpoint was due while another one was being written, and will not be. */
  record CheckpointSkipped(GenerationStep at) implements WorkerAction {
    public CheckpointSkipped {
      requireNonNull(at, "at is null");
    }
  }

  /** The group went on without this incarnation: end, and come back as another one. */
  record Rejoin(String reason) implements WorkerAction {
    public Rejoin {
      requireNonNull(reason, "reason is null");
    }
  }
}
