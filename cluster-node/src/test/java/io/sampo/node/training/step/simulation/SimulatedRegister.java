package io.sampo.node.training.step.simulation;

import io.sampo.node.training.register.Expected;
import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A linearizable row behind a bad line: answers get lost, and a write whose answer is lost may have
 * landed, may land later, or never.
 */
final class SimulatedRegister {
  private static final int CLIENT_TIMEOUT = 120;

  private final VirtualTime time;
  private final Chance chance;
  private final Faults faults;
  private final Mutation mutation;
  private final History history;
  private Optional<RegisterRow> current = Optional.empty();

  SimulatedRegister(
      VirtualTime time, Chance chance, Faults faults, Mutation mutation, History history) {
    this.time = time;
    this.chance = chance;
    this.faults = faults;
    this.mutation = mutation;
    this.history = history;
  }

  Optional<RegisterRow> current() {
    return current;
  }

  void read(boolean reachable, Consumer<CoordinatorEvent> reply) {
    if (!reachable || inTrouble(faults.odds().unknown())) {
      time.after(CLIENT_TIMEOUT, () -> reply.accept(new CoordinatorEvent.ReadFailed()));
      return;
    }
    time.after(
        chance.between(1, 15),
        () -> {
          CoordinatorEvent answer =
              current
                  .<CoordinatorEvent>map(CoordinatorEvent.RowRead::new)
                  .orElseGet(CoordinatorEvent.RowAbsent::new);
          time.after(answerDelay(), () -> reply.accept(answer));
        });
  }

  void write(
      boolean reachable, CoordinatorAction.CompareAndSet action, Consumer<CoordinatorEvent> reply) {
    CoordinatorEvent unknown = new CoordinatorEvent.WriteUnknown(action.row().writeId());
    if (!reachable) {
      time.after(CLIENT_TIMEOUT, () -> reply.accept(unknown));
      return;
    }
    if (inTrouble(faults.odds().unknown())) {
      time.after(CLIENT_TIMEOUT, () -> reply.accept(unknown));
      if (chance.with(0.8)) {
        time.after(chance.between(1, 3 * CLIENT_TIMEOUT), () -> land(action));
      }
      return;
    }
    time.after(
        chance.between(1, 15),
        () -> {
          CoordinatorEvent answer = land(action);
          time.after(answerDelay(), () -> reply.accept(answer));
        });
  }

  private boolean inTrouble(double probability) {
    return time.now() < Simulation.TROUBLE_ENDS && chance.with(probability);
  }

  private int answerDelay() {
    boolean slow = faults.events().outages() > 0 && inTrouble(0.3);
    return slow ? chance.between(50, 500) : chance.between(1, 15);
  }

  private CoordinatorEvent land(CoordinatorAction.CompareAndSet action) {
    RegisterRow row = action.row();
    if (!matches(action.expected())) {
      return new CoordinatorEvent.WriteRefused(row.writeId(), current.orElseThrow());
    }
    current = Optional.of(row);
    history.landed(row);
    return new CoordinatorEvent.WriteApplied(row.writeId());
  }

  private boolean matches(Expected expected) {
    if (expected instanceof Expected.Present present && !mutation.writeIdIsCompared()) {
      return current.filter(row -> row.generation() == present.generation()).isPresent();
    }
    return current.map(Expected::of).orElseGet(Expected.Absent::new).equals(expected);
  }
}
