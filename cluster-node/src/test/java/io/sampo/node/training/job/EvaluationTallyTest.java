package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.WorkerProtocol.Evaluate;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvaluationTallyTest {
  private static final WorkerIncarnation FIRST = new WorkerIncarnation(new UUID(0, 1));
  private static final WorkerIncarnation SECOND = new WorkerIncarnation(new UUID(0, 2));

  private final EvaluationTally tally = new EvaluationTally(7, 101, List.of(FIRST, SECOND));

  @Test
  void splitsAllSamplesOnce() {
    assertThat(tally.parts())
        .containsEntry(FIRST, new Evaluate(7, 0, 51))
        .containsEntry(SECOND, new Evaluate(7, 51, 101));
  }

  @Test
  void addsUpWhatTheWorkersFound() {
    // when
    tally.add(new Evaluated(SECOND, 7, 50, 40, 10));
    tally.add(new Evaluated(FIRST, 7, 51, 51, 10.2));

    // then
    assertThat(tally.isComplete()).isTrue();
    assertThat(tally.evaluation()).isEqualTo(new Evaluation(7, 101, 91, 91.0 / 101, 20.2 / 101));
  }

  @Test
  void ignoresResultsOfAnotherStep() {
    // when
    tally.add(new Evaluated(FIRST, 6, 51, 51, 10));
    tally.add(new Evaluated(SECOND, 7, 50, 40, 10));

    // then
    assertThat(tally.isComplete()).isFalse();
  }
}
