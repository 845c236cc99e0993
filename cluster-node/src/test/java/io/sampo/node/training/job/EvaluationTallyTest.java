package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.NumberErrors;
import io.sampo.protocol.training.WorkerProtocol.Evaluate;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import io.sampo.protocol.training.step.GenerationStep;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvaluationTallyTest {
  private static final WorkerIncarnation FIRST = new WorkerIncarnation(new UUID(0, 1));
  private static final WorkerIncarnation SECOND = new WorkerIncarnation(new UUID(0, 2));

  private static final GenerationStep AT = new GenerationStep(2, 7);

  private final EvaluationTally tally = new EvaluationTally(AT, 101, List.of(FIRST, SECOND));

  @Test
  void splitsAllSamplesOnce() {
    assertThat(tally.missing())
        .containsExactly(
            new EvaluationTally.Part(FIRST, new Evaluate(AT, 0, 51)),
            new EvaluationTally.Part(SECOND, new Evaluate(AT, 51, 101)));
  }

  @Test
  void addsUpWhichClassWasTakenForWhich() {
    // when
    tally.add(new Evaluated(SECOND, AT, classes(50, 10, 20, 6, 4, 20)));
    tally.add(new Evaluated(FIRST, AT, classes(51, 10.2, 31, 0, 0, 20)));

    // then
    assertThat(tally.isComplete()).isTrue();
    assertThat(tally.evaluation())
        .isEqualTo(
            new Evaluation(
                7, 101, 20.2 / 101, new ClassCounts(2, 101, 91, List.of(51L, 6L, 4L, 40L)), null));
  }

  @Test
  void addsUpHowFarNumbersWereInTheOrderOfTheRanks() {
    // given: sums whose last bits depend on the order
    EvaluationSums first = new EvaluationSums(51, 0.1, null, new NumberErrors(51, 0.1, 7, 1, 3));
    EvaluationSums second = new EvaluationSums(50, 0.2, null, new NumberErrors(50, 1e9, 1, 3, 5));

    // when
    tally.add(new Evaluated(SECOND, AT, second));
    tally.add(new Evaluated(FIRST, AT, first));

    // then
    Evaluation evaluation = tally.evaluation();
    assertThat(evaluation).isEqualTo(Evaluation.of(7, first.plus(second)));
    assertThat(evaluation.measured(Metric.RMSE)).isEqualTo(Math.sqrt(8.0 / 101));
    assertThat(evaluation.measured(Metric.ACCURACY)).isNaN();
  }

  @Test
  void needsNothingOfAWorkerWithoutSamples() {
    // given
    EvaluationTally small = new EvaluationTally(AT, 1, List.of(FIRST, SECOND));

    // when
    small.add(new Evaluated(FIRST, AT, classes(1, 0.5, 1, 0, 0, 0)));
    small.add(new Evaluated(SECOND, AT, EvaluationSums.NOTHING));

    // then
    assertThat(small.evaluation().measured(Metric.ACCURACY)).isEqualTo(1);
  }

  @Test
  void ignoresResultsOfAnotherStepAndOfAnotherShare() {
    // when
    tally.add(new Evaluated(FIRST, new GenerationStep(2, 6), classes(51, 10, 51, 0, 0, 0)));
    tally.add(new Evaluated(FIRST, new GenerationStep(1, 7), classes(101, 10, 51, 0, 0, 50)));
    tally.add(new Evaluated(SECOND, AT, classes(50, 10, 40, 10, 0, 0)));

    // then
    assertThat(tally.isComplete()).isFalse();
    assertThat(tally.missing()).extracting(EvaluationTally.Part::worker).containsExactly(FIRST);
  }

  private static EvaluationSums classes(long samples, double loss, long... confusion) {
    List<Long> counts = List.of(confusion[0], confusion[1], confusion[2], confusion[3]);
    return new EvaluationSums(
        samples, loss, new ClassCounts(2, samples, confusion[0] + confusion[3], counts), null);
  }
}
