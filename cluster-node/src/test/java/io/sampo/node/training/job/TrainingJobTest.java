package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import io.sampo.protocol.training.WorkerRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entity by itself: its neighbours never answer, so its run never comes further. */
class TrainingJobTest {
  private static final JobId JOB = new JobId("digits");
  private static final JobEvent.JobSubmitted SUBMITTED =
      new JobEvent.JobSubmitted(JOB, JobSamples.specification(), JobSamples.AT);
  private static final JobEvent.GenerationStarted GENERATION =
      new JobEvent.GenerationStarted(3, List.of(JobSamples.node(1)), 40, JobSamples.AT);
  private static final JobEvent.CheckpointTaken CHECKPOINT =
      new JobEvent.CheckpointTaken(JobSamples.checkpoint(80), JobSamples.AT);
  private static ActorTestKit testKit;

  @TempDir private static Path directory;
  private EventSourcedBehaviorTestKit<Command, JobEvent, JobRecord> job;

  @BeforeAll
  static void startSystem() {
    testKit = JournalledJob.system("job");
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  private final List<ActorRef<TrainingJobProtocol.Command>> forgotten = new ArrayList<>();

  @BeforeEach
  void createJob() {
    job = JournalledJob.create(testKit, directory, JOB, new SilentNeighbours(), forgotten::add);
  }

  @Test
  void knowsNothingOfAJobThatNobodySubmitted() {
    assertThat(describe().refusal().code()).isEqualTo(ErrorCode.JOB_NOT_FOUND);
    assertThat(forgotten).hasSize(1);
  }

  @Test
  void remembersWhatItsJournalSaysAfterARestart() {
    // given
    job.initialize(SUBMITTED, GENERATION, CHECKPOINT);
    JobSummary before = describe().orThrow();

    // when
    job.restart();

    // then
    assertThat(describe().orThrow()).isEqualTo(before);
    assertThat(before.state()).isEqualTo(JobState.RUNNING);
    assertThat(before.generation()).isEqualTo(3);
    assertThat(before.checkpoint()).isEqualTo(CHECKPOINT.checkpoint());
  }

  @Test
  void answersTheSameSubmissionAgainAndRefusesAnother() {
    // given
    job.initialize(SUBMITTED);

    // when
    Outcome<JobSummary> same = submit(new WorkerRange(1, 3));
    Outcome<JobSummary> other = submit(new WorkerRange(2, 2));

    // then
    assertThat(same.orThrow().id()).isEqualTo(JOB);
    assertThat(other.refusal().code()).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void journalsWhatItsRunDecides() {
    // given
    job.initialize(SUBMITTED);

    // when
    job.runCommand(new RunNote.EventNoted(GENERATION));
    job.runCommand(new RunNote.EventNoted(CHECKPOINT));
    var completed = job.runCommand(new RunNote.CompletionNoted("Done", JobSamples.AT));

    // then
    assertThat(completed.event())
        .isEqualTo(new JobEvent.JobCompleted(JobProgress.NONE, "Done", JobSamples.AT));
    assertThat(describe().orThrow().state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void showsProgressWithoutJournallingIt() {
    // given
    job.initialize(SUBMITTED, GENERATION);
    JobProgress progress = new JobProgress(0, 5, 282, 1.5, 1000, 17);

    // when
    var noted = job.runCommand(new RunNote.ProgressNoted(progress));

    // then
    assertThat(noted.hasNoEvents()).isTrue();
    assertThat(describe().orThrow().progress()).isEqualTo(progress);
  }

  @Test
  void takesNothingFromARunThatWasCancelled() {
    // given
    job.initialize(SUBMITTED, GENERATION);

    // when
    Outcome<JobSummary> cancelled = cancel();
    var late = job.runCommand(new RunNote.EventNoted(CHECKPOINT));

    // then
    assertThat(cancelled.orThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(late.hasNoEvents()).isTrue();
    assertThat(cancel().orThrow()).isEqualTo(cancelled.orThrow());
  }

  @Test
  void refusesToCancelAJobThatHasFailed() {
    // given
    job.initialize(SUBMITTED, new JobEvent.JobFailed("no device", JobSamples.AT));

    // then
    assertThat(cancel().refusal().code()).isEqualTo(ErrorCode.CONFLICT);
  }

  private Outcome<JobSummary> describe() {
    return job.<Outcome<JobSummary>>runCommand(DescribeJob::new).reply();
  }

  private Outcome<JobSummary> cancel() {
    return job.<Outcome<JobSummary>>runCommand(replyTo -> new CancelJob(JobSamples.AT, replyTo))
        .reply();
  }

  private Outcome<JobSummary> submit(WorkerRange workers) {
    return job.<Outcome<JobSummary>>runCommand(
            replyTo ->
                new SubmitJob(JobSamples.specification(workers, 0, 0.9), JobSamples.AT, replyTo))
        .reply();
  }
}
