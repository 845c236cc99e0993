package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.WorkerIncarnation;

/** What a step coordinator tells a worker. All of them may be lost, doubled and reordered. */
public sealed interface StepOrder extends WireMessage {

  /** The incarnation that sent it; answers go there. */
  CoordinatorIncarnation from();

  /**
   * A row of the register that has been decided: the only message, with {@link Freeze}, that lets a
   * worker apply or drop its staging across generations.
   */
  record Install(CoordinatorIncarnation from, RegisterRow row, NextStep next) implements StepOrder {
    public Install {
      requireNonNull(from, "from is null");
      requireNonNull(row, "row is null");
      requireNonNull(next, "next is null");
    }
  }

  /** The decision: all members voted for this step with this digest. */
  record Commit(CoordinatorIncarnation from, GenerationStep step, Digest digest, NextStep next)
      implements StepOrder {
    public Commit {
      requireNonNull(from, "from is null");
      requireNonNull(step, "step is null");
      requireNonNull(digest, "digest is null");
      requireNonNull(next, "next is null");
    }
  }

  /** Asks a member of the row for its state and for the promise to vote in it no more. */
  record Freeze(CoordinatorIncarnation from, RegisterRow row) implements StepOrder {
    public Freeze {
      requireNonNull(from, "from is null");
      requireNonNull(row, "row is null");
    }
  }

  /**
   * Tells a joiner where the group stands and from whom to take the full state.
   *
   * @param at generation and committed step at which the group holds
   */
  record FetchState(
      CoordinatorIncarnation from, GenerationStep at, Digest digest, WorkerIncarnation source)
      implements StepOrder {
    public FetchState {
      requireNonNull(from, "from is null");
      requireNonNull(at, "at is null");
      requireNonNull(digest, "digest is null");
      requireNonNull(source, "source is null");
    }
  }

  /** Asks one member for a checkpoint of the step that it has applied, of this generation. */
  record WriteCheckpoint(CoordinatorIncarnation from, long generation) implements StepOrder {
    public WriteCheckpoint {
      requireNonNull(from, "from is null");
    }
  }
}
