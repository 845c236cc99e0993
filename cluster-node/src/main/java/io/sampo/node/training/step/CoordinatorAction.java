package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import java.util.List;

/** What a {@link StepCoordinator} wants done, in this order. */
public sealed interface CoordinatorAction {

  /** Whether nothing more will come of its coordinator. */
  default boolean isLast() {
    return this instanceof Released
        || this instanceof SteppedDown
        || this instanceof Paused
        || this instanceof Completed
        || this instanceof Halted;
  }

  /** Tell a worker; unknown and dead workers are ignored. */
  record Send(WorkerIncarnation to, StepOrder order) implements CoordinatorAction {
    public Send {
      requireNonNull(to, "to is null");
      requireNonNull(order, "order is null");
    }
  }

  /** Read the register and feed back one of the three answers. */
  record ReadRow() implements CoordinatorAction {}

  /** Write the register and feed back one of the three answers, with the row's write id. */
  record CompareAndSet(Expected expected, RegisterRow row) implements CoordinatorAction {
    public CompareAndSet {
      requireNonNull(expected, "expected is null");
      requireNonNull(row, "row is null");
    }
  }

  /** For people to watch; not published, it may become void. */
  record StepCommitted(GenerationStep step, Digest digest) implements CoordinatorAction {
    public StepCommitted {
      requireNonNull(step, "step is null");
      requireNonNull(digest, "digest is null");
    }
  }

  /** The step of this anomaly is committed and changed nothing: a fact for the journal. */
  record StepSkipped(Anomaly anomaly) implements CoordinatorAction {
    public StepSkipped {
      requireNonNull(anomaly, "anomaly is null");
    }
  }

  /**
   * The job does not go on because of this anomaly; its published checkpoint stays. Nothing more
   * will come.
   *
   * @param reason for people
   */
  record Halted(Anomaly anomaly, String reason) implements CoordinatorAction {
    public Halted {
      requireNonNull(anomaly, "anomaly is null");
      requireNonNull(reason, "reason is null");
    }
  }

  /**
   * This coordinator opened a generation: a fact for the journal, and so is every roll-back that
   * its row names.
   */
  record GenerationOpened(RegisterRow row) implements CoordinatorAction {
    public GenerationOpened {
      requireNonNull(row, "row is null");
    }
  }

  /** The register names this checkpoint: from now on it is never void. */
  record CheckpointPublished(Checkpoint.Stored checkpoint) implements CoordinatorAction {
    public CheckpointPublished {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /** The register will never name this checkpoint: it may be swept. */
  record CheckpointDiscarded(Checkpoint.Stored checkpoint) implements CoordinatorAction {
    public CheckpointDiscarded {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /**
   * The group holds behind this step, of which the register names the checkpoint, until it is told
   * {@link CoordinatorEvent.GoOn} or {@link CoordinatorEvent.EndHere}. Asked again in every
   * generation that begins there before anything was decided. How long this may take is a matter of
   * whoever answers.
   */
  record EvaluationDue(GenerationStep step, Checkpoint.Stored checkpoint)
      implements CoordinatorAction {
    public EvaluationDue {
      requireNonNull(step, "step is null");
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /**
   * Members voted for different results of one step, which was therefore retreated.
   *
   * @param oddOnes the minority, left out of the next generation; empty where there is none
   */
  record Diverged(GenerationStep step, List<WorkerIncarnation> oddOnes)
      implements CoordinatorAction {
    public Diverged {
      requireNonNull(step, "step is null");
      oddOnes = List.copyOf(oddOnes);
    }
  }

  /** The checkpoint of the last step is published, and evaluated: nothing more will come. */
  record Completed(Checkpoint.Stored checkpoint) implements CoordinatorAction {
    public Completed {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /**
   * The group held as was wanted, and the register names a checkpoint of the last committed step
   * and no members any more: nothing is lost, and nothing more will come.
   */
  record Paused(Checkpoint checkpoint) implements CoordinatorAction {
    public Paused {
      requireNonNull(checkpoint, "checkpoint is null");
    }
  }

  /** This coordinator was wanted to give up, and holds nothing any more: nothing more will come. */
  record Released() implements CoordinatorAction {}

  /** Another coordinator holds the job: nothing more will come. */
  record SteppedDown(RegisterRow current) implements CoordinatorAction {
    public SteppedDown {
      requireNonNull(current, "current is null");
    }
  }
}
