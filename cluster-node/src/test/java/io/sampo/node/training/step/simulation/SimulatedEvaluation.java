package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.CoordinatorAction.EvaluationDue;
import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.protocol.id.WorkerIncarnation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One evaluation as a job makes it: nothing where its result is journalled already; otherwise all
 * members measure what they hold, again and again until their answers come, and their coordinator
 * is given up where they do not. What is decided depends on the journal alone.
 */
final class SimulatedEvaluation {
  private static final int AGAIN = 120;
  private static final int DEADLINE = 1_500;

  private final Simulation world;
  private final SimulatedCoordinator coordinator;
  private final EvaluationDue due;
  private final List<WorkerIncarnation> members;
  private final long deadline;
  private final Map<WorkerIncarnation, Long> answers = new LinkedHashMap<>();
  private boolean over;

  SimulatedEvaluation(
      Simulation world,
      SimulatedCoordinator coordinator,
      EvaluationDue due,
      List<WorkerIncarnation> members) {
    this.world = world;
    this.coordinator = coordinator;
    this.due = due;
    this.members = members;
    this.deadline = world.time().now() + DEADLINE;
  }

  void begin() {
    OptionalLong known = world.history().journalled(due.step().step());
    if (known.isPresent()) {
      world.time().after(world.chance().between(1, 20), () -> decide(known.getAsLong()));
      return;
    }
    ask();
  }

  /** Another generation asks anew. */
  void end() {
    over = true;
  }

  private void ask() {
    if (over || !coordinator.isAlive()) {
      return;
    }
    if (world.time().now() >= deadline) {
      coordinator.kill();
      return;
    }
    members.stream()
        .filter(member -> !answers.containsKey(member))
        .forEach(
            member ->
                world.toWorker(
                    coordinator.id(),
                    member,
                    worker -> worker.evaluate(due.step().step(), value -> answer(worker, value))));
    world.time().after(AGAIN, this::ask);
  }

  private void answer(SimulatedWorker worker, long value) {
    world
        .network()
        .send(
            worker.id(),
            coordinator.id(),
            () -> {
              answers.put(worker.id(), value);
              if (!over && coordinator.isAlive() && answers.keySet().containsAll(members)) {
                over = true;
                long first = answers.get(members.get(0));
                decide(world.history().journals(due.step().step(), first));
              }
            });
  }

  private void decide(long value) {
    long step = due.step().step();
    boolean ends = Math.floorMod(Hash.of(value), 16) == 0;
    world.history().decides(step, ends);
    coordinator.accept(ends ? new CoordinatorEvent.EndHere(step) : new CoordinatorEvent.GoOn(step));
  }
}
