package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointRetentionTest {
  private static final CheckpointTaken TAKEN =
      new CheckpointTaken(JobSamples.checkpoint(120), JobSamples.AT);

  @Test
  void dropsTheOldestWithTheOneThatMakesItTooMany() {
    assertThat(CheckpointRetention.withConsequences(job(List.of(40L, 80L), null), TAKEN))
        .containsExactly(TAKEN, new CheckpointsDropped(List.of(40L), JobSamples.AT));
  }

  @Test
  void dropsNothingWhileThereIsRoom() {
    assertThat(CheckpointRetention.withConsequences(job(List.of(80L), null), TAKEN))
        .containsExactly(TAKEN);
  }

  @Test
  void doesNotCountWhatTheNewOneReplaces() {
    assertThat(CheckpointRetention.withConsequences(job(List.of(80L, 120L), null), TAKEN))
        .containsExactly(TAKEN);
  }

  @Test
  void keepsWhatWasEvaluatedToBePromoted() {
    // given
    Evaluation evaluation =
        new Evaluation(40, 1000, 0.2, new ClassCounts(10, 1000, 950, List.of()), null);

    // when / then
    assertThat(CheckpointRetention.withConsequences(job(List.of(40L, 80L), evaluation), TAKEN))
        .containsExactly(TAKEN);
  }

  @Test
  void leavesOtherEventsAlone() {
    JobEvent cancelled = new JobEvent.JobCancelled(JobSamples.AT);

    assertThat(CheckpointRetention.withConsequences(job(List.of(1L, 2L, 3L), null), cancelled))
        .containsExactly(cancelled);
  }

  private static JobSummary job(List<Long> steps, Evaluation evaluation) {
    List<Checkpoint> checkpoints = steps.stream().map(JobSamples::checkpoint).toList();
    return JobSheet.of(
            new JobSubmitted(new JobId("digits"), JobSamples.specification(), JobSamples.AT))
        .checkpoints(checkpoints)
        .evaluation(evaluation)
        .summary();
  }
}
