package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.WriteId;

/** What happens to a {@link StepCoordinator}. */
public sealed interface CoordinatorEvent {

  /** A worker's message arrived. */
  record Reported(StepReport report) implements CoordinatorEvent {
    public Reported {
      requireNonNull(report, "report is null");
    }
  }

  /** A worker is gone for good: its actor ended or its node was removed. */
  record WorkerLost(WorkerIncarnation worker) implements CoordinatorEvent {
    public WorkerLost {
      requireNonNull(worker, "worker is null");
    }
  }

  /** Time passes; the adapter sends it some ten times a second. */
  record Tick() implements CoordinatorEvent {}

  /**
   * Hold behind the step that is open and publish a checkpoint of it. Once is enough: it stays
   * wanted, whatever happens to the generation.
   */
  record PauseWanted() implements CoordinatorEvent {}

  /**
   * The gang is given up: commit nothing more, and let another coordinator begin from the
   * checkpoint without waiting for the lease of this one. Once is enough.
   */
  record ReleaseWanted() implements CoordinatorEvent {}

  /** The published step was evaluated, and training goes on behind it; the last step ends it. */
  record GoOn(long step) implements CoordinatorEvent {}

  /** The published step was evaluated, and is the last one: training ends early. */
  record EndHere(long step) implements CoordinatorEvent {}

  /** The register was read. */
  record RowRead(RegisterRow row) implements CoordinatorEvent {
    public RowRead {
      requireNonNull(row, "row is null");
    }
  }

  /** The register was read and holds no row of this job. */
  record RowAbsent() implements CoordinatorEvent {}

  /** The register could not be read. */
  record ReadFailed() implements CoordinatorEvent {}

  /** This attempt wrote the register. */
  record WriteApplied(WriteId attempt) implements CoordinatorEvent {
    public WriteApplied {
      requireNonNull(attempt, "attempt is null");
    }
  }

  /** This attempt did not and will not write the register. */
  record WriteRefused(WriteId attempt, RegisterRow current) implements CoordinatorEvent {
    public WriteRefused {
      requireNonNull(attempt, "attempt is null");
      requireNonNull(current, "current is null");
    }
  }

  /** An exception: this attempt may have written, or may still do so. */
  record WriteUnknown(WriteId attempt) implements CoordinatorEvent {
    public WriteUnknown {
      requireNonNull(attempt, "attempt is null");
    }
  }
}
