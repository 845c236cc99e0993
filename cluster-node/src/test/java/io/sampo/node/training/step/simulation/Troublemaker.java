package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.node.training.step.WorkerEvent;
import io.sampo.protocol.id.WorkerIncarnation;
import java.util.List;
import java.util.function.Consumer;

/** Spreads the counted faults of a schedule over the time of trouble. */
final class Troublemaker {
  private static final int LEASE = (int) Simulation.SETTINGS.lease().length().toMillis();

  private final Simulation world;

  Troublemaker(Simulation world) {
    this.world = world;
  }

  void plan() {
    Faults.Events events = world.faults().events();
    times(events.crashes(), () -> anyOf(world.livingWorkers(), this::end));
    times(events.pauses(), () -> anyOf(world.livingWorkers(), this::raiseFalseAlarm));
    times(
        events.coordinatorCrashes(),
        () -> anyOf(world.livingCoordinators(), SimulatedCoordinator::kill));
    times(events.rivals(), this::startRival);
    times(events.splits(), this::split);
    times(events.isolations(), () -> anyOf(world.livingCoordinators(), this::isolate));
    times(events.outages(), () -> anyOf(world.livingCoordinators(), this::loseRegister));
    times(
        events.pauses(),
        () ->
            anyOf(
                world.livingCoordinators(),
                coordinator -> coordinator.pause(until(50, 2 * LEASE))));
    times(
        world.chance().between(0, 1),
        () ->
            anyOf(
                world.livingCoordinators(),
                coordinator -> coordinator.accept(new CoordinatorEvent.PauseWanted())));
    times(
        world.chance().between(0, 1),
        () ->
            anyOf(
                world.livingCoordinators(),
                coordinator -> coordinator.accept(new CoordinatorEvent.ReleaseWanted())));
  }

  private void times(int count, Runnable fault) {
    for (int i = 0; i < count; i++) {
      world.time().at(world.chance().between(50, (int) Simulation.TROUBLE_ENDS), fault);
    }
  }

  private <T> void anyOf(List<T> choices, Consumer<T> fault) {
    if (!choices.isEmpty()) {
      T choice = world.chance().oneOf(choices);
      fault.accept(choice);
    }
  }

  private void end(SimulatedWorker worker) {
    if (world.chance().with(0.3)) {
      worker.accept(new WorkerEvent.LeaveRequested());
      return;
    }
    world.crash(worker);
  }

  /** Everybody takes a living worker for lost. */
  private void raiseFalseAlarm(SimulatedWorker worker) {
    world.livingCoordinators().forEach(coordinator -> world.tellLost(coordinator, worker.id()));
  }

  /** At most two live at a time. */
  private void startRival() {
    if (world.livingCoordinators().size() < 2) {
      world.startCoordinator();
    }
  }

  /** The members of the current generation and the coordinator lose sight of one another. */
  private void isolate(SimulatedCoordinator coordinator) {
    block(coordinator, until(LEASE / 4, 3 * LEASE));
  }

  /** Two sides, each with a coordinator and workers of its own, and perhaps without register. */
  private void split() {
    List<SimulatedCoordinator> living = world.livingCoordinators();
    if (living.size() != 1) {
      return;
    }
    long until = until(LEASE, 4 * LEASE);
    SimulatedCoordinator holder = living.get(0);
    WorkerIncarnation newcomer = world.startWorker();
    world.network().block(holder.id(), newcomer, until);
    block(world.startCoordinator(), until);
    if (world.chance().with(0.6)) {
      world.time().after(world.chance().between(1, LEASE), () -> loseRegister(holder));
    }
  }

  private void block(SimulatedCoordinator coordinator, long until) {
    world.trace(coordinator.id(), "is isolated until " + until);
    world
        .row()
        .ifPresent(
            row ->
                row.members()
                    .forEach(member -> world.network().block(coordinator.id(), member, until)));
  }

  private void loseRegister(SimulatedCoordinator coordinator) {
    coordinator.loseRegister(until(LEASE / 2, 3 * LEASE));
  }

  private long until(int least, int most) {
    return world.time().now() + world.chance().between(least, most);
  }
}
