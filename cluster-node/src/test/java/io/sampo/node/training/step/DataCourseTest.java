package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.RollBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataCourseTest {

  @Test
  void isThePlanItselfWithoutRollBacks() {
    assertThat(batches(DataCourse.WHOLE, 3)).containsExactly(1L, 2L, 3L);
    assertThat(DataCourse.WHOLE.stepsUntil(7)).isEqualTo(7);
  }

  @Test
  void goesOnBehindWhatWasRolledBackOver() {
    // given
    List<RollBack> made = new ArrayList<>();

    // when
    rollBack(made, 5, 2);

    // then
    assertThat(made)
        .extracting(RollBack::firstBatch, RollBack::lastBatch)
        .containsExactly(tuple(3L, 5L));
    assertThat(batches(DataCourse.of(made), 5)).containsExactly(1L, 2L, 6L, 7L, 8L);
    assertThat(DataCourse.of(made).stepsUntil(8)).isEqualTo(5);
    assertThat(DataCourse.of(made).stepsUntil(4)).isEqualTo(2);
  }

  @Test
  void leavesOutMoreWhereTheFirstStepBehindACheckpointIsAnomalousAgain() {
    // given
    List<RollBack> made = new ArrayList<>();
    rollBack(made, 5, 2);

    // when
    rollBack(made, 4, 2);

    // then
    assertThat(batches(DataCourse.of(made), 4)).containsExactly(1L, 2L, 8L, 9L);
  }

  /** Steps up to the checkpoint keep their data; so a fall back behind it trains on it again. */
  @Test
  @TrainingProperty("P26")
  void movesNoBatchOfAStepBeforeTheCheckpoint() {
    Random random = new Random(26);
    for (int round = 0; round < 200; round++) {
      List<RollBack> made = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        // given
        int checkpoint = random.nextInt(40);
        List<Long> before = batches(DataCourse.of(made), checkpoint);

        // when
        rollBack(made, checkpoint + 1 + random.nextInt(5), checkpoint);

        // then
        List<Long> all = batches(DataCourse.of(made), 60);
        assertThat(all.subList(0, checkpoint)).isEqualTo(before);
        assertThat(all)
            .isSorted()
            .doesNotHaveDuplicates()
            .noneMatch(batch -> isLeftOut(made, batch));
        assertThat(DataCourse.of(made).stepsUntil(all.get(59))).isEqualTo(60);
      }
    }
  }

  private static boolean isLeftOut(List<RollBack> made, long batch) {
    return made.stream().anyMatch(one -> one.firstBatch() <= batch && batch <= one.lastBatch());
  }

  private static void rollBack(List<RollBack> made, long step, long checkpoint) {
    Anomaly anomaly = new Anomaly(at(made.size() + 1, step), AnomalyKind.SPIKE, 9, 3);
    made.add(DataCourse.of(made).rollBack(anomaly, checkpoint));
  }

  private static List<Long> batches(DataCourse course, long steps) {
    return LongStream.rangeClosed(1, steps).mapToObj(course::batchOf).toList();
  }
}
