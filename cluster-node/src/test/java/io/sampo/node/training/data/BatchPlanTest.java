package io.sampo.node.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.training.step.StepRange;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchPlanTest {

  @Test
  void takesWhatIsLeftInTheLastStepOfAnEpoch() {
    // given
    BatchPlan plan = new BatchPlan(10, 4, 2);

    // when / then
    assertThat(plan.totalSteps()).isEqualTo(6);
    assertThat(plan.range(1)).isEqualTo(new StepRange(0, 0, 4));
    assertThat(plan.range(3)).isEqualTo(new StepRange(0, 8, 2));
    assertThat(plan.range(4)).isEqualTo(new StepRange(1, 0, 4));
    assertThat(plan.endsEpoch(3)).isTrue();
    assertThat(plan.endsEpoch(4)).isFalse();
    assertThat(plan.endsEpoch(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 16})
  void usesEverySampleOfAnEpochOnceWithAnyNumberOfWorkers(int workers) {
    for (long size : new long[] {1, 5, 64, 97, 1000}) {
      for (int globalBatch : new int[] {1, 3, 32, 1024}) {
        // given
        BatchPlan plan = new BatchPlan(size, globalBatch, 2);

        // when
        BitSet[] seen = {new BitSet(), new BitSet()};
        int samples = 0;
        for (long step = 1; step <= plan.totalSteps(); step++) {
          StepRange batch = plan.range(step);
          SeededPermutation order = new SeededPermutation(size, 9, batch.epoch());
          for (int rank = 0; rank < workers; rank++) {
            StepRange.Share share = batch.share(rank, workers);
            for (long i = share.start(); i < share.start() + share.count(); i++) {
              seen[(int) batch.epoch()].set((int) order.at(i));
              samples++;
            }
          }
        }

        // then
        assertThat(samples).isEqualTo((int) (2 * size));
        assertThat(seen[0].cardinality()).isEqualTo((int) size);
        assertThat(seen[1].cardinality()).isEqualTo((int) size);
      }
    }
  }

  @Test
  void refusesStepsOutsideThePlan() {
    BatchPlan plan = new BatchPlan(10, 4, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> plan.range(0));
    assertThatIllegalArgumentException().isThrownBy(() -> plan.range(7));
  }
}
