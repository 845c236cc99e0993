package io.sampo.node.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.training.step.StepRange;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class StepPlanTest {

  @Test
  void takesEverySampleOfEveryEpochOnceForAnyNumberOfWorkers() {
    for (int workers = 1; workers <= 5; workers++) {
      // given
      StepPlan plan = StepPlan.ofEpochs(103, 16, 3, 10);
      BitSet seen = new BitSet();

      // when
      for (long step = 1; step <= plan.lastStep(); step++) {
        for (int rank = 0; rank < workers; rank++) {
          take(plan, plan.range(step).share(rank, workers), seen);
        }
      }

      // then
      assertThat(seen.cardinality()).isEqualTo(3 * 103);
    }
  }

  private static void take(StepPlan plan, StepRange.Share share, BitSet seen) {
    for (int i = 0; i < share.count(); i++) {
      int sample = (int) (share.epoch() * plan.samples() + share.start() + i);
      assertThat(seen.get(sample)).as("sample [%d] twice", sample).isFalse();
      seen.set(sample);
    }
  }

  @Test
  void givesTheFirstRanksOneSampleMore() {
    // given
    StepRange range = new StepRange(0, 100, 8);

    // when, then
    assertThat(range.share(0, 3)).isEqualTo(new StepRange.Share(0, 100, 3));
    assertThat(range.share(1, 3)).isEqualTo(new StepRange.Share(0, 103, 3));
    assertThat(range.share(2, 3)).isEqualTo(new StepRange.Share(0, 106, 2));
  }

  @Test
  void cutsTheLastBatchOfAnEpoch() {
    // given
    StepPlan plan = StepPlan.ofEpochs(10, 4, 2, 5);

    // when, then
    assertThat(plan.lastStep()).isEqualTo(6);
    assertThat(plan.range(3)).isEqualTo(new StepRange(0, 8, 2));
    assertThat(plan.range(4)).isEqualTo(new StepRange(1, 0, 4));
  }

  @Test
  void writesACheckpointAtTheEndWhateverTheInterval() {
    // given
    StepPlan plan = new StepPlan(10, 4, 7, 3);

    // when, then
    assertThat(plan.isCheckpoint(2)).isFalse();
    assertThat(plan.isCheckpoint(3)).isTrue();
    assertThat(plan.isCheckpoint(7)).isTrue();
  }

  @Test
  void evaluatesTheLastStepWhateverTheInterval() {
    // given
    StepPlan plan = new StepPlan(10, 4, 7, 100).evaluatedEvery(3);

    // when, then
    assertThat(plan.isEvaluation(0)).isFalse();
    assertThat(plan.isEvaluation(2)).isFalse();
    assertThat(plan.isEvaluation(3)).isTrue();
    assertThat(plan.isEvaluation(7)).isTrue();
    assertThat(new StepPlan(10, 4, 7, 3).isEvaluation(7)).isFalse();
  }

  @Test
  void refusesStepsBeyondItsEnd() {
    // given
    StepPlan plan = new StepPlan(10, 4, 7, 3);

    // when, then
    assertThatThrownBy(() -> plan.range(8)).hasMessageContaining("from 1 to [7], but was [8]");
  }
}
