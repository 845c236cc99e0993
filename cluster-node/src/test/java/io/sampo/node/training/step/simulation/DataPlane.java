package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.WorkerEvent;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All-reduce without frames: a step is reduced once all its members have contributed. Frames on a
 * socket, and what is done with those of other steps, are not simulated.
 */
final class DataPlane {
  /** What a member gets: the checksum stands for the gradients, for which it is also the value. */
  interface Receiver extends Consumer<WorkerEvent> {
    void reduced(GenerationStep step, long value);
  }

  private record Waiting(StepStart step, Receiver receiver) {}

  /** One step of one generation. */
  private static final class Reduction {
    private final TreeMap<WorkerIncarnation, Long> contributions = new TreeMap<>();
    private final Map<WorkerIncarnation, Waiting> waiting = new LinkedHashMap<>();
  }

  private final VirtualTime time;
  private final Chance chance;
  private final Faults faults;
  private final Map<GenerationStep, Reduction> reductions = new HashMap<>();

  DataPlane(VirtualTime time, Chance chance, Faults faults) {
    this.time = time;
    this.chance = chance;
    this.faults = faults;
  }

  /** A member has its gradients and waits for those of the others. */
  void contribute(WorkerIncarnation member, StepStart step, long gradients, Receiver receiver) {
    Reduction reduction = reductions.computeIfAbsent(step.step(), unused -> new Reduction());
    reduction.contributions.put(member, gradients);
    reduction.waiting.put(member, new Waiting(step, receiver));
    for (WorkerIncarnation other :
        Map.copyOf(reduction.waiting).keySet().stream().sorted().toList()) {
      Waiting ready = reduction.waiting.get(other);
      if (reduction.contributions.keySet().containsAll(ready.step().members())) {
        reduction.waiting.remove(other);
        deliver(ready, reduction);
      }
    }
  }

  /** A member gives up; what it has contributed is on the way and stays. */
  void abandon(WorkerIncarnation member, GenerationStep step) {
    Reduction reduction = reductions.get(step);
    if (reduction != null) {
      reduction.waiting.remove(member);
    }
  }

  /** A process is gone: its neighbours mostly notice. */
  void lost(WorkerIncarnation member) {
    reductions.values().forEach(reduction -> reduction.waiting.remove(member));
    reductions.forEach(
        (step, reduction) ->
            reduction.waiting.values().stream()
                .filter(waiting -> waiting.step().members().contains(member))
                .filter(waiting -> chance.with(0.8))
                .forEach(waiting -> reset(waiting, step)));
  }

  private void deliver(Waiting ready, Reduction reduction) {
    GenerationStep step = ready.step().step();
    if (inTrouble(faults.odds().reset())) {
      reset(ready, step);
      return;
    }
    long sum = Hash.of(step.generation());
    for (WorkerIncarnation member : ready.step().members()) {
      sum = Hash.of(sum, reduction.contributions.get(member));
    }
    long value = inTrouble(faults.odds().corruption()) ? sum + 1 : sum;
    time.after(chance.between(1, 10), () -> ready.receiver().reduced(step, value));
  }

  private void reset(Waiting waiting, GenerationStep step) {
    time.after(
        chance.between(1, 20),
        () -> waiting.receiver().accept(new WorkerEvent.DataPlaneReset(step)));
  }

  private boolean inTrouble(double probability) {
    return time.now() < Simulation.TROUBLE_ENDS && chance.with(probability);
  }
}
