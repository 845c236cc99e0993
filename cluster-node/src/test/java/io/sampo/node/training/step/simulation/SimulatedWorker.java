package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.RuledMachines;
import io.sampo.node.training.step.StepWorker;
import io.sampo.node.training.step.WorkerAction;
import io.sampo.node.training.step.WorkerEvent;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.StepRange;
import io.sampo.protocol.training.step.StepReport;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** A worker process: the state machine and a device that does one thing after the other. */
final class SimulatedWorker implements DataPlane.Receiver {

  /** The parameters: a number that stands for them, and the step they are at. */
  record State(long step, long value) {}

  private final Simulation world;
  private final WorkerIncarnation id;
  private final StepWorker machine;
  private final Map<GenerationStep, Long> staging = new HashMap<>();
  private State state = new State(0, Simulation.INITIAL);
  private State fetched = state;
  private long deviceFreeAt;
  private boolean alive = true;
  private boolean rejoining;

  SimulatedWorker(Simulation world, WorkerIncarnation id) {
    this.world = world;
    this.id = id;
    this.machine = RuledMachines.worker(id, world.badData().policy(), world.mutation().rules());
  }

  WorkerIncarnation id() {
    return id;
  }

  boolean isAlive() {
    return alive;
  }

  /** Whether the process ends by itself, to come back as another. */
  boolean isRejoining() {
    return rejoining;
  }

  State state() {
    return state;
  }

  void kill() {
    alive = false;
    world.dataPlane().lost(id);
  }

  @Override
  public void accept(WorkerEvent event) {
    if (alive && !rejoining) {
      world.trace(id, event);
      machine.handle(event).forEach(this::perform);
    }
  }

  @Override
  public void reduced(GenerationStep step, long value) {
    if (alive) {
      staging.put(step, value);
      StepRange range = world.history().anomalies().rangeOf(step);
      // A member whose check goes wrong sees what is not there; it never overlooks anything.
      boolean mistaken =
          world.isInTrouble() && world.chance().with(world.faults().odds().corruption());
      double loss = mistaken ? Double.NaN : world.badData().loss(range);
      boolean finite = world.badData().isFinite(range);
      accept(new WorkerEvent.StagingReady(step, value, state.value(), loss, finite));
    }
  }

  private void perform(WorkerAction action) {
    if (action instanceof WorkerAction.Send send) {
      if (send.report() instanceof StepReport.Prepared vote && vote.skipped() != null) {
        world.history().anomalies().finds(id, vote.skipped());
      } else if (send.report() instanceof StepReport.Anomalous vote) {
        world.history().anomalies().finds(id, vote.anomaly());
      }
      world.toCoordinator(id, send.to(), send.report());
    } else if (action instanceof WorkerAction.Compute compute) {
      onDevice(world.chance().between(2, 30), () -> compute(compute.step()));
    } else if (action instanceof WorkerAction.Abandon abandon) {
      world.dataPlane().abandon(id, abandon.step());
    } else if (action instanceof WorkerAction.Apply apply) {
      onDevice(2, () -> apply(apply.step()));
    } else if (action instanceof WorkerAction.Skip skip) {
      onDevice(1, () -> skip(skip.step()));
    } else if (action instanceof WorkerAction.Drop drop) {
      onDevice(0, () -> staging.remove(drop.step()));
    } else if (action instanceof WorkerAction.Restore restore) {
      onDevice(20, () -> state = world.load(restore.checkpoint()));
    } else if (action instanceof WorkerAction.Fetch fetch) {
      fetch(fetch);
    } else if (action instanceof WorkerAction.Adopt) {
      State adopted = fetched;
      onDevice(5, () -> state = adopted);
    } else if (action instanceof WorkerAction.WriteCheckpoint checkpoint) {
      onDevice(1, () -> writeCheckpoint(checkpoint.at()));
    } else if (action instanceof WorkerAction.Rejoin rejoin) {
      world.trace(id, action);
      world.history().rejoins(rejoin.reason());
      rejoining = true;
    }
  }

  private void onDevice(long duration, Runnable work) {
    deviceFreeAt = Math.max(deviceFreeAt, world.time().now()) + duration;
    world
        .time()
        .at(
            deviceFreeAt,
            () -> {
              if (alive) {
                work.run();
              }
            });
  }

  private void compute(StepStart start) {
    world.history().anomalies().computes(start.step(), start.range(), start.members());
    long gradients = Hash.of(state.value(), start.range().epoch(), start.range().start());
    world.dataPlane().contribute(id, start, gradients, this);
  }

  private void apply(GenerationStep step) {
    world.history().applies(step, state.step(), state.value());
    long result = Hash.of(state.value(), staging.remove(step));
    boolean corrupted =
        world.isInTrouble() && world.chance().with(world.faults().odds().corruption());
    state = new State(step.step(), corrupted ? result + 1 : result);
  }

  private void skip(GenerationStep step) {
    world.history().skips(step, state.step(), state.value());
    staging.remove(step);
    state = new State(step.step(), state.value());
  }

  private void fetch(WorkerAction.Fetch fetch) {
    world
        .time()
        .after(
            world.chance().between(5, 60),
            () -> {
              State source = world.stateOf(fetch.source());
              if (source.step() == fetch.at().step()) {
                fetched = source;
                accept(new WorkerEvent.StateFetched(fetch.at(), fetch.digest()));
              }
            });
  }

  private void writeCheckpoint(GenerationStep at) {
    State copy = state;
    ArtifactHash artifact =
        new ArtifactHash("%064x".formatted(world.chance().between(0, Integer.MAX_VALUE - 1)));
    world.store(artifact, copy);
    Checkpoint.Stored stored = new Checkpoint.Stored(copy.step(), artifact);
    world
        .time()
        .after(
            world.chance().between(5, 80),
            () -> accept(new WorkerEvent.CheckpointStored(at.generation(), stored)));
  }

  /** Measures the parameters as they are, if they are at that step. */
  void evaluate(long step, LongConsumer answer) {
    onDevice(
        world.chance().between(5, 40),
        () -> {
          if (state.step() == step) {
            measured(step);
            answer.accept(state.value());
          }
        });
  }

  /** Parameters that a fault has changed are found out by the next vote, not by an evaluation. */
  private void measured(long step) {
    if (world.faults().odds().corruption() == 0) {
      world.history().measures(step, world.publishedValue(step), state.value());
    }
  }

  void find(CoordinatorIncarnation coordinator) {
    if (alive && !rejoining) {
      machine.handle(new WorkerEvent.CoordinatorFound(coordinator)).forEach(this::perform);
    }
  }
}
