package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingEnd;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pauses, resumptions and failures as the entity journals them. Its neighbours never answer, so its
 * run never comes further than the notes that the test sends in its name.
 */
class JobLifeCycleTest {
  private static final JobId JOB = new JobId("digits");
  private static final JobEvent.JobSubmitted SUBMITTED =
      new JobEvent.JobSubmitted(JOB, JobSamples.specification(), JobSamples.AT);
  private static final JobEvent GENERATION =
      new JobEvent.GenerationStarted(3, List.of(JobSamples.node(1)), 40, JobSamples.AT);
  private static final JobEvent CHECKPOINT =
      new JobEvent.CheckpointTaken(JobSamples.checkpoint(80), JobSamples.AT);
  private static final JobEvent EVALUATED =
      new JobEvent.JobEvaluated(
          new Evaluation(282, 1000, 0.2, new ClassCounts(10, 1000, 950, List.of()), null),
          JobSamples.AT);
  private static final JobEvent ENDED =
      new JobEvent.TrainingEnded(TrainingEnd.planned(282), JobSamples.AT);
  private static final List<List<JobEvent>> UNFINISHED =
      List.of(
          List.of(SUBMITTED),
          List.of(SUBMITTED, GENERATION),
          List.of(SUBMITTED, GENERATION, CHECKPOINT),
          List.of(SUBMITTED, GENERATION, CHECKPOINT, EVALUATED),
          List.of(SUBMITTED, GENERATION, CHECKPOINT, EVALUATED, ENDED));
  private static ActorTestKit testKit;

  @TempDir private static Path directory;
  private EventSourcedBehaviorTestKit<Command, JobEvent, JobRecord> job;

  @BeforeAll
  static void startSystem() {
    testKit = JournalledJob.system("life-cycle");
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void createJob() {
    createJob(new SilentNeighbours());
  }

  private void createJob(JobNeighbours neighbours) {
    job = JournalledJob.create(testKit, directory, JOB, neighbours, self -> {});
  }

  @Test
  @TrainingProperty("P32")
  void pausesTwiceAndResumesTwiceInEveryUnfinishedState() {
    for (List<JobEvent> history : UNFINISHED) {
      // given
      job.initialize(history.toArray());
      JobState before = describe().state();

      // when
      JobSummary pausing = ask(PauseJob::new).orThrow();
      awaitPaused();
      var again = job.<Outcome<JobSummary>>runCommand(reply -> new PauseJob(JobSamples.AT, reply));
      JobSummary resumed = ask(ResumeJob::new).orThrow();
      var twice = job.<Outcome<JobSummary>>runCommand(reply -> new ResumeJob(JobSamples.AT, reply));

      // then
      assertThat(pausing.state()).as("from %s", before).isIn(JobState.PAUSING, JobState.PAUSED);
      assertThat(again.hasNoEvents()).isTrue();
      assertThat(again.reply().orThrow().state()).isEqualTo(JobState.PAUSED);
      assertThat(resumed.state()).isEqualTo(JobState.QUEUED);
      assertThat(resumed.checkpoint()).isEqualTo(pausing.checkpoint());
      assertThat(twice.hasNoEvents()).isTrue();
      assertThat(twice.reply().orThrow().state()).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  @TrainingProperty("P32")
  void staysPausedWhenItsEntityIsStartedAgain() {
    for (List<JobEvent> history : UNFINISHED) {
      // given
      job.initialize(history.toArray());
      ask(PauseJob::new).orThrow();

      // when
      job.restart();

      // then
      assertThat(describe().state()).isEqualTo(JobState.PAUSED);
      assertThat(ask(ResumeJob::new).orThrow().state()).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  @TrainingProperty("P32")
  void canBeCancelledWhileItIsPaused() {
    for (List<JobEvent> history : UNFINISHED) {
      // given
      job.initialize(history.toArray());
      ask(PauseJob::new).orThrow();

      // when
      JobSummary cancelled = ask(CancelJob::new).orThrow();

      // then
      assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
      assertThat(ask(ResumeJob::new).orThrow()).isEqualTo(cancelled);
    }
  }

  @Test
  @TrainingProperty("P32")
  void refusesToPauseAJobThatIsAtItsEnd() {
    for (JobEvent end :
        List.of(
            new JobEvent.JobFailed("no device", JobSamples.AT),
            new JobEvent.JobCancelled(JobSamples.AT))) {
      // given
      job.initialize(SUBMITTED, end);

      // then
      assertThat(ask(PauseJob::new).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(ask(PauseJob::new).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(ask(ResumeJob::new).orThrow().state().isFinal()).isTrue();
    }
  }

  @Test
  void refusesToPauseAndResumeAJobThatNobodySubmitted() {
    assertThat(ask(PauseJob::new).refusal().code()).isEqualTo(ErrorCode.JOB_NOT_FOUND);
    assertThat(ask(ResumeJob::new).refusal().code()).isEqualTo(ErrorCode.JOB_NOT_FOUND);
  }

  @Test
  void saysHowFarItWasAfterItsEndAndAfterItsNode() {
    for (Function<ActorRef<Outcome<JobSummary>>, Command> order :
        List.<Function<ActorRef<Outcome<JobSummary>>, Command>>of(
            replyTo -> new CancelJob(JobSamples.AT, replyTo),
            replyTo -> new PauseJob(JobSamples.AT, replyTo))) {
      // given
      job.initialize(SUBMITTED, GENERATION);
      job.runCommand(new RunNote.ProgressNoted(new JobProgress(1, 63, 100, 0.5, 200, 12)));

      // when
      job.<Outcome<JobSummary>>runCommand(order::apply);
      job.restart();

      // then
      assertThat(describe().progress()).isEqualTo(new JobProgress(1, 63, 100, 0.5, 0, Double.NaN));
    }
  }

  @Test
  void saysHowFarItWasAtItsLastCheckpointUntilItGoesOnElsewhere() {
    // given
    job.initialize(SUBMITTED, GENERATION);
    job.runCommand(new RunNote.ProgressNoted(new JobProgress(0, 80, 100, 0.5, 200, 12)));

    // when
    job.runCommand(new RunNote.EventNoted(CHECKPOINT));
    job.restart();

    // then
    assertThat(describe().progress().step()).isEqualTo(80);
  }

  @Test
  void takesTheCheckpointOfAPauseButNotTheEndOfItsRun() {
    // given
    job.initialize(SUBMITTED, GENERATION);
    ask(PauseJob::new).orThrow();

    // when
    job.runCommand(new RunNote.EventNoted(CHECKPOINT));
    var completed = job.runCommand(new RunNote.CompletionNoted("Done", JobSamples.AT));
    var failed =
        job.runCommand(new RunNote.EventNoted(new JobEvent.JobFailed("late", JobSamples.AT)));

    // then
    assertThat(completed.hasNoEvents()).isTrue();
    assertThat(failed.hasNoEvents()).isTrue();
    assertThat(describe().checkpoint()).isEqualTo(JobSamples.checkpoint(80));
  }

  @Test
  @TrainingProperty("P31")
  void failsWithTheRootCauseOnceTheBudgetOfTheWindowIsSpent() {
    // given
    job.initialize(SUBMITTED, GENERATION);
    fail("first", 0);
    fail("second", 60);

    // when
    job.restart();
    fail("third", 120);
    JobState forgiven = describe().state();
    fail("the device ran out of memory", 180);

    // then
    assertThat(forgiven.isFinal()).isFalse();
    assertThat(describe().state()).isEqualTo(JobState.FAILED);
    assertThat(describe().message())
        .contains("at most 3 failures within PT1H")
        .contains("the device ran out of memory");
  }

  @Test
  void failsByItsOwnBudgetWhereItHasOne() {
    // given
    FailureBudget none = new FailureBudget(0, Duration.ofMinutes(1));
    JobSpecification job = JobSamples.specification().toBuilder().failures(none).build();
    this.job.initialize(new JobEvent.JobSubmitted(SUBMITTED.id(), job, SUBMITTED.at()), GENERATION);

    // when
    fail("the first one", 0);

    // then
    assertThat(describe().state()).isEqualTo(JobState.FAILED);
    assertThat(describe().message()).contains("at most 0 failures").contains("the first one");
  }

  @Test
  @TrainingProperty("P31")
  void forgetsFailuresThatAreOlderThanTheWindow() {
    // given
    job.initialize(SUBMITTED, GENERATION);

    // when
    for (int i = 0; i < 20; i++) {
      fail("now and then", i * 1200);
    }

    // then
    assertThat(describe().state().isFinal()).isFalse();
  }

  @Test
  @TrainingProperty("P31")
  void countsNoPause() {
    // given
    job.initialize(SUBMITTED, GENERATION);

    // when
    for (int i = 0; i < 10; i++) {
      ask(PauseJob::new).orThrow();
      assertThat(job.runCommand(failure("its gang was stopped", i)).hasNoEvents()).isTrue();
      awaitPaused();
      ask(ResumeJob::new).orThrow();
    }

    // then
    assertThat(describe().state()).isEqualTo(JobState.QUEUED);
    assertThat(((JobRecord.Unfinished) job.getState()).failures()).isEqualTo(FailureHistory.NONE);
  }

  @Test
  @TrainingProperty("P31")
  void countsARunThatFailsWithoutAWord() {
    // given
    createJob(new BrokenNeighbours());

    // when
    job.initialize(SUBMITTED);

    // then
    await().atMost(Duration.ofSeconds(10)).until(() -> describe().state().isFinal());
    assertThat(describe().state()).isEqualTo(JobState.FAILED);
    assertThat(describe().message()).contains("at most 3 failures").contains("what ran it on node");
  }

  private void fail(String reason, long second) {
    job.runCommand(failure(reason, second));
  }

  private static RunNote failure(String reason, long second) {
    return new RunNote.FailureNoted(reason, JobSamples.AT.plusSeconds(second));
  }

  /** The run was told to end, and that takes a moment. */
  private void awaitPaused() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> describe().state(), state -> state == JobState.PAUSED);
  }

  private JobSummary describe() {
    return job.<Outcome<JobSummary>>runCommand(DescribeJob::new).reply().orThrow();
  }

  private Outcome<JobSummary> ask(Order order) {
    return job.<Outcome<JobSummary>>runCommand(replyTo -> order.at(JobSamples.AT, replyTo)).reply();
  }

  /** A defect: whoever asks it is gone. */
  private static final class BrokenNeighbours extends SilentNeighbours {
    @Override
    public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName model) {
      throw new IllegalStateException("Expected to be asked nothing, but was asked");
    }
  }

  private interface Order {
    Command at(Instant now, ActorRef<Outcome<JobSummary>> replyTo);
  }
}
