package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvaluations;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobEvent.GenerationStarted;
import io.sampo.protocol.training.JobEvent.JobEvaluated;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSummary;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointRetentionTest {
  private static final CheckpointTaken TAKEN =
      new CheckpointTaken(JobSamples.checkpoint(120), JobSamples.AT);

  @Test
  void dropsTheOldestWithTheOneThatMakesItTooMany() {
    assertThat(
            CheckpointRetention.withConsequences(
                job(List.of(40L, 80L), JobEvaluations.NONE), TAKEN))
        .containsExactly(TAKEN, new CheckpointsDropped(List.of(40L), JobSamples.AT));
  }

  @Test
  void dropsNothingWhileThereIsRoom() {
    assertThat(CheckpointRetention.withConsequences(job(List.of(80L), JobEvaluations.NONE), TAKEN))
        .containsExactly(TAKEN);
  }

  @Test
  void doesNotCountWhatTheNewOneReplaces() {
    assertThat(
            CheckpointRetention.withConsequences(
                job(List.of(80L, 120L), JobEvaluations.NONE), TAKEN))
        .containsExactly(TAKEN);
  }

  @Test
  @TrainingProperty("P22")
  void keepsTheBestToBePromoted() {
    // given
    JobEvaluations better = evaluated(40, 950).plus(evaluation(80, 900));
    JobEvaluations worse = evaluated(40, 900).plus(evaluation(80, 950));

    // when / then
    assertThat(CheckpointRetention.withConsequences(job(List.of(40L, 80L), better), TAKEN))
        .containsExactly(TAKEN);
    assertThat(CheckpointRetention.withConsequences(job(List.of(40L, 80L), worse), TAKEN))
        .containsExactly(TAKEN, new CheckpointsDropped(List.of(40L), JobSamples.AT));
  }

  /** Whatever is measured: what would be promoted is there, and so is the newest. */
  @Test
  @TrainingProperty("P22")
  void neverDropsTheBestNorTheNewest() {
    for (int seed = 0; seed < 500; seed++) {
      // given
      Random random = new Random(seed);
      JobRecord.Training job = training(1 + random.nextInt(2), random.nextInt(3));
      double best = -1;
      for (long step = 1; step <= 40; step++) {
        // when
        job = journal(job, new CheckpointTaken(JobSamples.checkpoint(step), JobSamples.AT));
        if (random.nextBoolean()) {
          int correct = random.nextInt(1000);
          job = job.on(new JobEvaluated(evaluation(step, correct), JobSamples.AT));
          best = Math.max(best, correct);
        }

        // then
        JobSummary kept = job.job();
        assertThat(kept.checkpoint().step()).as("seed %d", seed).isEqualTo(step);
        if (best >= 0) {
          assertThat(kept.evaluation().classes().correct())
              .as("seed %d", seed)
              .isEqualTo((long) best);
          assertThat(kept.bestCheckpoint().step()).isEqualTo(kept.evaluation().step());
        }
      }
    }
  }

  @Test
  void leavesOtherEventsAlone() {
    JobEvent cancelled = new JobEvent.JobCancelled(JobSamples.AT);

    assertThat(
            CheckpointRetention.withConsequences(
                job(List.of(1L, 2L, 3L), JobEvaluations.NONE), cancelled))
        .containsExactly(cancelled);
  }

  private static JobRecord.Training journal(JobRecord.Training before, CheckpointTaken taken) {
    JobRecord.Training job = before;
    for (JobEvent event : CheckpointRetention.withConsequences(job.job(), taken)) {
      job =
          event instanceof CheckpointsDropped dropped
              ? job.on(dropped)
              : job.on((CheckpointTaken) event);
    }
    return job;
  }

  private static JobRecord.Training training(int keepLast, int keepBest) {
    JobSpecification specification =
        JobSamples.specification().toBuilder()
            .checkpoints(new CheckpointPolicy(1, Duration.ZERO, keepLast, keepBest))
            .build();
    return new JobRecord.Unsubmitted()
        .on(new JobSubmitted(new JobId("digits"), specification, JobSamples.AT))
        .on(new GenerationStarted(1, List.of(JobSamples.node(1)), 0, JobSamples.AT));
  }

  private static JobEvaluations evaluated(long step, int correct) {
    return JobEvaluations.NONE.plus(evaluation(step, correct));
  }

  private static Evaluation evaluation(long step, int correct) {
    return new Evaluation(step, 1000, 0.2, new ClassCounts(10, 1000, correct, List.of()), null);
  }

  private static JobSummary job(List<Long> steps, JobEvaluations evaluations) {
    List<Checkpoint> checkpoints = steps.stream().map(JobSamples::checkpoint).toList();
    return JobSheet.of(
            new JobSubmitted(new JobId("digits"), JobSamples.specification(), JobSamples.AT))
        .checkpoints(checkpoints)
        .evaluations(evaluations)
        .summary();
  }
}
