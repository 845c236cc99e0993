package io.sampo.node.training.step;

import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.RollBack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which global batch a step trains on: all of a plan in their order, but for those that the job has
 * rolled back over. Those were trained on in steps that are void, and led to an anomaly; a job goes
 * on behind them. (Chowdhery et al., PaLM, 2022, section 5.1, got over spikes of the loss in this
 * way, and found that the same batches did no harm from another state.)
 *
 * <p>Depends on the roll-backs alone, and a roll-back leaves the batches of the steps before its
 * checkpoint where they were. So a step has the same samples for every coordinator and after any
 * restoration. Batches count from 1, as steps do.
 */
public record DataCourse(List<Gap> gaps) {

  /** The course of a job that never rolled back. */
  static final DataCourse WHOLE = new DataCourse(List.of());

  /** Batches that no step trains on, from the first to the last. */
  public record Gap(long first, long last) {}

  public DataCourse {
    gaps = List.copyOf(gaps);
  }

  static DataCourse of(List<RollBack> rollBacks) {
    List<Gap> gaps = new ArrayList<>();
    rollBacks.stream()
        .map(made -> new Gap(made.firstBatch(), made.lastBatch()))
        .sorted(Comparator.comparingLong(Gap::first))
        .forEach(gap -> addTo(gaps, gap));
    return new DataCourse(gaps);
  }

  /** A later roll-back may go back behind an earlier one, and then leaves out more. */
  private static void addTo(List<Gap> ascending, Gap next) {
    int end = ascending.size() - 1;
    if (end >= 0 && next.first() <= ascending.get(end).last() + 1) {
      Gap former = ascending.remove(end);
      ascending.add(new Gap(former.first(), Math.max(former.last(), next.last())));
      return;
    }
    ascending.add(next);
  }

  /** The batch of a step, which counts from 1. */
  long batchOf(long step) {
    long batch = step;
    for (Gap gap : gaps) {
      if (batch < gap.first()) {
        return batch;
      }
      batch += gap.last() - gap.first() + 1;
    }
    return batch;
  }

  /** How many steps it takes to train on the batches up to this one. */
  long stepsUntil(long batch) {
    long steps = batch;
    for (Gap gap : gaps) {
      if (gap.first() <= batch) {
        steps -= Math.min(gap.last(), batch) - gap.first() + 1;
      }
    }
    return steps;
  }

  /** From that anomaly back to the checkpoint of that step. */
  RollBack rollBack(Anomaly anomaly, long checkpoint) {
    return new RollBack(anomaly, batchOf(checkpoint + 1), batchOf(anomaly.at().step()));
  }
}
