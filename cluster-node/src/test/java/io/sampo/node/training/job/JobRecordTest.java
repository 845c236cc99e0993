package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobEvent.GangFailed;
import io.sampo.protocol.training.JobEvent.GenerationStarted;
import io.sampo.protocol.training.JobEvent.JobCancelled;
import io.sampo.protocol.training.JobEvent.JobCompleted;
import io.sampo.protocol.training.JobEvent.JobDeployed;
import io.sampo.protocol.training.JobEvent.JobEvaluated;
import io.sampo.protocol.training.JobEvent.JobFailed;
import io.sampo.protocol.training.JobEvent.JobPaused;
import io.sampo.protocol.training.JobEvent.JobPromoted;
import io.sampo.protocol.training.JobEvent.JobResumed;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRecordTest {
  private static final Evaluation EVALUATION =
      new Evaluation(282, 1000, 0.2, new ClassCounts(10, 1000, 950, List.of()), null);

  @Test
  void goesFromSubmissionToDeployment() {
    // given
    JobRecord.Training training = training();

    // when
    JobRecord.Finished finished =
        training
            .on(new CheckpointTaken(JobSamples.checkpoint(282), JobSamples.AT))
            .on(new JobEvaluated(EVALUATION, JobSamples.AT))
            .on(new JobPromoted(ModelVersion.of("digits", "2"), JobSamples.AT))
            .on(new JobDeployed(JobSamples.AT))
            .on(new JobCompleted(progress(), "Promoted", JobSamples.AT));

    // then
    JobSummary job = finished.job();
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.generation()).isEqualTo(1);
    assertThat(job.workers()).containsExactly(JobSamples.node(1), JobSamples.node(2));
    assertThat(job.checkpoint()).isEqualTo(JobSamples.checkpoint(282));
    assertThat(job.evaluation()).isEqualTo(EVALUATION);
    assertThat(job.promoted()).isEqualTo(ModelVersion.of("digits", "2"));
    assertThat(job.deployedAt()).isEqualTo(JobSamples.AT);
    assertThat(job.progress()).isEqualTo(progress());
    assertThat(job.finishedAt()).isEqualTo(JobSamples.AT);
  }

  @Test
  void endsFromEveryUnfinishedRecord() {
    // given
    JobRecord.Training training = training();
    JobRecord.Evaluated evaluated = training.on(new JobEvaluated(EVALUATION, JobSamples.AT));

    JobRecord.Paused paused = training.on(new JobPaused(JobSamples.AT));

    for (JobRecord.Unfinished unfinished : List.of(submitted(), training, evaluated, paused)) {
      // when
      JobSummary failed = unfinished.on(new JobFailed("no device", JobSamples.AT)).job();
      JobSummary cancelled = unfinished.on(new JobCancelled(JobSamples.AT)).job();

      // then
      assertThat(failed.state()).isEqualTo(JobState.FAILED);
      assertThat(failed.message()).isEqualTo("no device");
      assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void isTheSameRecordAfterASnapshot() {
    // given
    JobRecord.Evaluated evaluated = training().on(new JobEvaluated(EVALUATION, JobSamples.AT));
    JobRecord.Finished finished = evaluated.on(new JobFailed("x", JobSamples.AT));
    JobSnapshots snapshots = new JobSnapshots();

    JobRecord.Unfinished failedOnce = training().on(new GangFailed("lost", JobSamples.AT));
    JobRecord.Paused paused = failedOnce.on(new JobPaused(JobSamples.AT));

    for (JobRecord record :
        List.of(submitted(), training(), evaluated, finished, failedOnce, paused)) {
      // when
      JobRecord back = snapshots.fromJournal(snapshots.toJournal(record));

      // then
      assertThat(back).isEqualTo(record);
    }
  }

  @Test
  void listsTheCheckpointsThatWereNotDropped() {
    // given
    JobRecord.Training training = training();

    // when
    JobRecord.Training kept =
        training
            .on(taken(40))
            .on(taken(80))
            .on(taken(120))
            .on(new CheckpointsDropped(List.of(40L), JobSamples.AT));

    // then
    assertThat(steps(kept)).containsExactly(80L, 120L);
    assertThat(kept.job().checkpoint().step()).isEqualTo(120);
  }

  @Test
  void forgetsTheCheckpointsThatAGenerationFellBackBehind() {
    // given
    JobRecord.Training training = training().on(taken(40)).on(taken(80));

    // when
    JobRecord.Training fallen =
        training.on(new GenerationStarted(2, List.of(JobSamples.node(1)), 40, JobSamples.AT));

    // then
    assertThat(steps(fallen)).containsExactly(40L);
    assertThat(steps(fallen.on(taken(80)))).containsExactly(40L, 80L);
  }

  @Test
  void readsSnapshotsFromBeforeFailuresWereRemembered() {
    // when
    JobRecord read = new JobSnapshots().fromJournal(training().job());

    // then
    assertThat(read).isEqualTo(training());
  }

  @Test
  void isAfterAPauseWhatItWasBefore() {
    // given
    JobRecord.Evaluated evaluated = training().on(new JobEvaluated(EVALUATION, JobSamples.AT));

    for (JobRecord.Unfinished before : List.of(submitted(), training(), evaluated)) {
      // when
      JobRecord.Paused paused = before.on(new JobPaused(JobSamples.AT));
      JobRecord.Unfinished resumed = paused.on(new JobResumed(JobSamples.AT));

      // then
      assertThat(paused.job().state()).isEqualTo(JobState.PAUSED);
      assertThat(resumed).hasSameClassAs(before);
      assertThat(resumed.job().state()).isEqualTo(JobState.QUEUED);
      assertThat(resumed.job().generation()).isEqualTo(before.job().generation());
    }
  }

  @Test
  void learnsWhatItsLastRunDidWhileItIsPaused() {
    // given
    JobRecord.Paused paused = submitted().on(new JobPaused(JobSamples.AT));

    // when
    JobRecord.Paused later =
        paused
            .on(new GenerationStarted(1, List.of(JobSamples.node(1)), 0, JobSamples.AT))
            .on(new CheckpointTaken(JobSamples.checkpoint(80), JobSamples.AT));

    // then
    assertThat(later.job().state()).isEqualTo(JobState.PAUSED);
    assertThat(later.on(new JobResumed(JobSamples.AT))).isInstanceOf(JobRecord.Training.class);
    assertThat(later.job().checkpoint()).isEqualTo(JobSamples.checkpoint(80));
  }

  @Test
  void dropsCheckpointsAndFallsBackWhileItIsPausedToo() {
    // given
    JobRecord.Paused paused = training().on(taken(40)).on(new JobPaused(JobSamples.AT));

    // when
    JobRecord.Paused later =
        paused
            .on(taken(80))
            .on(taken(120))
            .on(new CheckpointsDropped(List.of(40L), JobSamples.AT))
            .on(new GenerationStarted(2, List.of(JobSamples.node(1)), 80, JobSamples.AT));

    // then
    assertThat(steps(later)).containsExactly(80L);
  }

  private static CheckpointTaken taken(long step) {
    return new CheckpointTaken(JobSamples.checkpoint(step), JobSamples.AT);
  }

  private static List<Long> steps(JobRecord.Known record) {
    return record.job().checkpoints().stream().map(Checkpoint::step).toList();
  }

  private static JobRecord.Submitted submitted() {
    return new JobRecord.Unsubmitted()
        .on(new JobSubmitted(new JobId("job"), JobSamples.specification(), JobSamples.AT));
  }

  private static JobRecord.Training training() {
    return submitted()
        .on(
            new GenerationStarted(
                1, List.of(JobSamples.node(1), JobSamples.node(2)), 0, JobSamples.AT));
  }

  private static JobProgress progress() {
    return new JobProgress(1, 282, 282, 0.2, 5000, 0);
  }
}
