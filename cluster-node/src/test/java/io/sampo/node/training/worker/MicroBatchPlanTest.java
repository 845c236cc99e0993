package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.step.StepRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatchPlanTest {
  /** Two epochs of 23 samples: batches of 10, 10 and 3. */
  private static final StepPlan STEPS = StepPlan.ofEpochs(23, 10, 2, 1);

  @Test
  void cutsAShareIntoPassesOfWhichTheLastMayBeSmaller() {
    // given
    MicroBatchPlan plan = new MicroBatchPlan(STEPS, 2);

    // when
    List<MicroBatchRange> passes = plan.passes(STEPS.range(2), 1, 2);

    // then
    assertThat(passes).containsExactly(range(0, 15, 2), range(0, 17, 2), range(0, 19, 1));
  }

  @Test
  void takesAShareThatIsSmallerThanAMicroBatchInOnePass() {
    // given
    MicroBatchPlan plan = new MicroBatchPlan(STEPS, 64);

    // then
    assertThat(plan.passes(STEPS.range(3), 0, 1)).containsExactly(range(0, 20, 3));
    assertThat(plan.passes(STEPS.range(3), 3, 4)).isEmpty();
    assertThat(plan.capacity()).isEqualTo(10);
  }

  @Test
  void takesEverySampleOfAStepOnceWhateverTheSizes() {
    for (int members = 1; members <= 4; members++) {
      for (int most = 1; most <= 11; most++) {
        // when
        MicroBatchPlan plan = new MicroBatchPlan(STEPS, most);
        List<Long> positions = new ArrayList<>();
        for (int rank = 0; rank < members; rank++) {
          for (MicroBatchRange pass : plan.passes(STEPS.range(1), rank, members)) {
            assertThat(pass.count()).isLessThanOrEqualTo(most);
            for (int i = 0; i < pass.count(); i++) {
              positions.add(pass.start() + i);
            }
          }
        }

        // then
        assertThat(positions).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
      }
    }
  }

  @Test
  void expectsTheNextStepOfTheSameRankAndThenTheNextEpoch() {
    // given
    MicroBatchPlan plan = new MicroBatchPlan(STEPS, 2);

    // then
    assertThat(plan.expectedAfter(1, 1, 2)).contains(range(0, 15, 2));
    assertThat(plan.expectedAfter(2, 1, 2)).contains(range(0, 22, 1));
    assertThat(plan.expectedAfter(3, 1, 2)).contains(range(1, 5, 2));
  }

  @Test
  void expectsWhatTheStepAfterNextBeginsWithWhereTheNextLeavesNothing() {
    // given
    MicroBatchPlan plan = new MicroBatchPlan(STEPS, 2);

    // then
    assertThat(plan.passes(STEPS.range(3), 3, 4)).isEmpty();
    assertThat(plan.expectedAfter(2, 3, 4)).contains(range(1, 8, 2));
    assertThat(plan.expectedAfter(3, 3, 4)).contains(range(1, 8, 2));
  }

  @Test
  void expectsNothingBehindTheLastStep() {
    // given
    MicroBatchPlan plan = new MicroBatchPlan(STEPS, 2);
    MicroBatchPlan single = new MicroBatchPlan(StepPlan.ofEpochs(23, 2, 1, 1), 2);

    // then
    assertThat(plan.expectedAfter(6, 0, 2)).isEmpty();
    assertThat(plan.expectedAfter(5, 3, 4)).isEmpty();
    assertThat(single.expectedAfter(1, 2, 3)).as("a rank that never has a sample").isEmpty();
  }

  @Test
  void refusesMicroBatchesWithoutSamples() {
    assertThatThrownBy(() -> new MicroBatchPlan(STEPS, 0))
        .hasMessage("Expected micro-batches of 1 sample or more, but was [0]");
    assertThatThrownBy(() -> range(0, 0, 0)).hasMessageContaining("at least one sample");
    assertThat(new MicroBatchPlan(STEPS, 2).passes(new StepRange(0, 0, 1), 0, 1))
        .containsExactly(range(0, 0, 1));
  }

  private static MicroBatchRange range(long epoch, long start, int count) {
    return new MicroBatchRange(epoch, start, count);
  }
}
