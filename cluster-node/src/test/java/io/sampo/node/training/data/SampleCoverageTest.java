package io.sampo.node.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.step.StepRange;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plan, shares and permutation together. */
class SampleCoverageTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 16})
  @TrainingProperty(value = "P3", extent = Extent.WITHOUT_FAILURES)
  void usesEverySampleOfAnEpochOnceWithAnyNumberOfWorkers(int workers) {
    for (int samples : new int[] {1, 5, 64, 97, 1000}) {
      for (int globalBatch : new int[] {1, 3, 32, 1024}) {
        // given
        StepPlan plan = StepPlan.ofEpochs(samples, globalBatch, 2, 1);

        // when
        BitSet[] seen = {new BitSet(), new BitSet()};
        int taken = 0;
        for (long step = 1; step <= plan.lastStep(); step++) {
          StepRange range = plan.range(step);
          SeededPermutation order = new SeededPermutation(samples, 9, range.epoch());
          for (int rank = 0; rank < workers; rank++) {
            StepRange.Share share = range.share(rank, workers);
            for (long i = share.start(); i < share.start() + share.count(); i++) {
              seen[(int) range.epoch()].set((int) order.at(i));
              taken++;
            }
          }
        }

        // then
        assertThat(taken).isEqualTo(2 * samples);
        assertThat(seen[0].cardinality()).isEqualTo(samples);
        assertThat(seen[1].cardinality()).isEqualTo(samples);
      }
    }
  }
}
