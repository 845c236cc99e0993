package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.node.training.step.RuledMachines;
import io.sampo.node.training.step.StepCoordinator;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import java.util.List;
import java.util.Optional;

/** A coordinator process: the state machine, its ticks, and pauses of the whole process. */
final class SimulatedCoordinator {
  private static final int TICK = 40;

  private final Simulation world;
  private final CoordinatorIncarnation id;
  private final StepCoordinator machine;
  private boolean alive = true;
  private boolean over;
  private boolean givesUp;
  private long step;
  private List<WorkerIncarnation> members = List.of();
  private Optional<SimulatedEvaluation> evaluation = Optional.empty();
  private long pausedUntil;
  private long registerLostUntil;

  SimulatedCoordinator(Simulation world, CoordinatorIncarnation id) {
    this.world = world;
    this.id = id;
    this.machine =
        RuledMachines.coordinator(
            Simulation.JOB,
            id,
            world.plan(),
            Simulation.SETTINGS,
            world.badData().policy(),
            world.mutation().rules());
  }

  CoordinatorIncarnation id() {
    return id;
  }

  boolean isAlive() {
    return alive && !over;
  }

  String phase() {
    return machine.phase();
  }

  void start() {
    machine.start(world.time().instant()).forEach(this::perform);
    tick();
  }

  /** Workers live no longer than whoever started them; where it matters, they end with it here. */
  void kill() {
    alive = false;
    if (givesUp) {
      world.stopGang();
    }
  }

  void pause(long until) {
    pausedUntil = Math.max(pausedUntil, until);
  }

  void loseRegister(long until) {
    registerLostUntil = Math.max(registerLostUntil, until);
  }

  void accept(CoordinatorEvent event) {
    if (!isAlive()) {
      return;
    }
    if (world.time().now() < pausedUntil) {
      world.time().at(pausedUntil, () -> accept(event));
      return;
    }
    givesUp |=
        event instanceof CoordinatorEvent.PauseWanted
            || event instanceof CoordinatorEvent.ReleaseWanted;
    if (!(event instanceof CoordinatorEvent.Tick)) {
      world.trace(id, event);
    }
    machine.handle(event, world.time().instant()).forEach(this::perform);
  }

  private void tick() {
    if (isAlive()) {
      accept(new CoordinatorEvent.Tick());
      world.time().after(TICK, this::tick);
    }
  }

  private void perform(CoordinatorAction action) {
    if (!(action instanceof CoordinatorAction.ReadRow)) {
      world.trace(id, action);
    }
    if (action instanceof CoordinatorAction.Send send) {
      world.toWorker(id, send.to(), send.order());
    } else if (action instanceof CoordinatorAction.ReadRow) {
      world.register().read(reachesRegister(), this::accept);
    } else if (action instanceof CoordinatorAction.CompareAndSet write) {
      world.register().write(reachesRegister(), write, this::accept);
    } else if (action instanceof CoordinatorAction.StepCommitted committed) {
      step = committed.step().step();
      world.history().commits(committed.step(), committed.digest());
    } else if (action instanceof CoordinatorAction.GenerationOpened opened) {
      step = opened.row().base().step();
      members = opened.row().members();
      evaluation.ifPresent(SimulatedEvaluation::end);
    } else if (action instanceof CoordinatorAction.StepSkipped skipped) {
      world.history().anomalies().tells(skipped.anomaly());
    } else if (action instanceof CoordinatorAction.Halted halted) {
      over = true;
      world.history().anomalies().halts(halted.anomaly());
      world.halted();
    } else if (action instanceof CoordinatorAction.CheckpointPublished published) {
      world.history().publishes(published.checkpoint());
    } else if (action instanceof CoordinatorAction.CheckpointDiscarded discarded) {
      world.history().discards(discarded.checkpoint());
    } else if (action instanceof CoordinatorAction.Diverged diverged) {
      world.history().divides(id, diverged.step());
    } else if (action instanceof CoordinatorAction.SteppedDown) {
      over = true;
    } else if (action instanceof CoordinatorAction.Paused paused) {
      // The job is resumed at once: another coordinator comes, as after a crash.
      over = true;
      world.history().pauses(paused.checkpoint(), step);
      world.stopGang();
    } else if (action instanceof CoordinatorAction.Released) {
      over = true;
      world.stopGang();
    } else if (action instanceof CoordinatorAction.EvaluationDue due) {
      world.history().evaluates(due.checkpoint(), step);
      evaluation = Optional.of(new SimulatedEvaluation(world, this, due, members));
      evaluation.get().begin();
    } else if (action instanceof CoordinatorAction.Completed completed) {
      over = true;
      world.completed(completed.checkpoint().step());
    }
  }

  private boolean reachesRegister() {
    return world.time().now() >= registerLostUntil;
  }
}
