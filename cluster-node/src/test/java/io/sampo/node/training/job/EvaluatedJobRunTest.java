package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.EvaluationPoint;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import io.sampo.protocol.training.WorkerRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs in one JVM that are evaluated on the way. */
class EvaluatedJobRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** No evaluation is better by that much, so the second one ends the training. */
  private static final EarlyStopping HARD_TO_PLEASE = new EarlyStopping(Metric.LOSS, 1, 1000);

  @TempDir private Path directory;
  private JobWorld world;

  @AfterEach
  void closeWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void promotesTheBestOfItsEvaluationsAndKeepsIt() {
    // given
    begin(2);
    EvaluationJournal journal = new EvaluationJournal();
    ActorRef<Command> job = spawn("best", journal);

    // when
    submit(job, JobSamples.evaluated(new WorkerRange(2, 2), 20, null, 90));
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.state()).as(finished.message()).isEqualTo(JobState.COMPLETED);
    assertThat(finished.message()).startsWith("Promoted");
    assertThat(finished.evaluations().curve())
        .extracting(EvaluationPoint::step)
        .containsExactly(20L, 40L, 60L, 80L, 90L);
    assertThat(finished.evaluation().step()).isEqualTo(bestOf(finished));
    assertThat(finished.evaluation().samples()).isEqualTo(1000);
    assertThat(finished.checkpoints())
        .extracting(Checkpoint::step)
        .contains(bestOf(finished), 90L)
        .hasSizeLessThanOrEqualTo(2);
    assertThat(world.promoted.get(finished.promoted()).artifact())
        .isEqualTo(finished.bestCheckpoint().module());
  }

  @Test
  void stopsEarlyAndSaysWhy() {
    // given
    begin(1);
    ActorRef<Command> job = spawn("early", new EvaluationJournal());

    // when
    submit(job, JobSamples.evaluated(new WorkerRange(1, 1), 10, HARD_TO_PLEASE, 1_000));
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.state()).isEqualTo(JobState.COMPLETED);
    assertThat(finished.message())
        .startsWith("Stopped early at step 20: LOSS no better by more than 1000.0 within 1")
        .contains("; Promoted to [digits/2]");
    assertThat(finished.end().step()).isEqualTo(20);
    assertThat(finished.progress().step()).isEqualTo(20);
    assertThat(finished.evaluations().curve()).hasSize(2);
  }

  /** The journal has the evaluation, the run never hears of it, and its node dies. */
  @Test
  @TrainingProperty("P34")
  void decidesTheSameWhenItsNodeDiesBetweenEvaluationAndDecision() {
    // given
    begin(1);
    EvaluationJournal mute = new EvaluationJournal();
    mute.answerNothingAbout(20);
    ActorRef<Command> before = spawn("failover", mute);
    submit(before, JobSamples.evaluated(new WorkerRange(1, 1), 10, HARD_TO_PLEASE, 1_000));
    JobSummary known =
        await().atMost(PATIENCE).until(() -> describe(before), job -> job.evaluations().has(20));
    world.testKit.stop(before);

    // when
    EvaluationJournal second = new EvaluationJournal();
    ActorRef<Command> after = spawn("failover", second);
    JobSummary finished = awaitFinished(after);

    // then
    assertThat(finished.message()).startsWith("Stopped early at step 20");
    assertThat(finished.evaluations()).isEqualTo(known.evaluations());
    assertThat(mute.noted()).contains(10L, 20L);
    assertThat(second.noted()).isEmpty();
    assertThat(finished.generation()).isGreaterThan(1);
  }

  /** The evaluation of a generation that ends comes to nothing; the next one makes its own. */
  @Test
  @TrainingProperty("P34")
  void evaluatesAgainWithTheSurvivorsWhenAWorkerIsLostDuringTheEvaluation() {
    // given
    begin(2);
    EvaluationJournal journal = new EvaluationJournal();
    journal.loseAllAbout(20);
    ActorRef<Command> job = spawn("survivors", journal);
    submit(job, JobSamples.evaluated(new WorkerRange(1, 2), 20, null, 50));
    await().atMost(PATIENCE).until(() -> journal.noted().contains(20L));

    // when
    world.hosts.get(1).tell(WorkerHost.LoseWorker.INSTANCE);
    await().atMost(PATIENCE).until(() -> describe(job).generation() > 1);
    journal.loseNothing();
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.state()).as(finished.message()).isEqualTo(JobState.COMPLETED);
    assertThat(finished.workers()).hasSize(1);
    assertThat(finished.evaluations().curve())
        .extracting(EvaluationPoint::step)
        .containsExactly(20L, 40L, 50L);
    assertThat(finished.evaluation().samples()).isEqualTo(1000);
  }

  @Test
  @TrainingProperty("P32")
  void pausesDuringAnEvaluationAndMakesItWhenItGoesOn() {
    // given
    begin(1);
    EvaluationJournal journal = new EvaluationJournal();
    journal.loseAllAbout(20);
    ActorRef<Command> job = spawn("paused", journal);
    submit(job, JobSamples.evaluated(new WorkerRange(1, 1), 20, null, 40));
    await().atMost(PATIENCE).until(() -> journal.noted().contains(20L));

    // when
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new PauseJob(JobSamples.AT, probe.ref()));
    JobSummary paused =
        await()
            .atMost(PATIENCE)
            .until(() -> describe(job), known -> known.state() == JobState.PAUSED);
    journal.loseNothing();
    job.tell(new ResumeJob(JobSamples.AT, probe.ref()));
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(paused.checkpoint().step()).isEqualTo(20);
    assertThat(paused.evaluations().has(20)).isFalse();
    assertThat(finished.evaluations().curve())
        .extracting(EvaluationPoint::step)
        .containsExactly(20L, 40L);
  }

  private static long bestOf(JobSummary job) {
    return job.evaluations().curve().stream()
        .max(
            Comparator.comparingDouble((EvaluationPoint point) -> point.measured(Metric.ACCURACY))
                .thenComparingLong(EvaluationPoint::step))
        .orElseThrow()
        .step();
  }

  private void begin(int devices) {
    world =
        new JobWorld(
            directory, new TrainingFiles(directory).perceptron(), devices, new DjlModelEngine());
  }

  private ActorRef<Command> spawn(String id, EvaluationJournal journal) {
    return world.testKit.spawn(
        Behaviors.intercept(
            () -> journal,
            TrainingJob.create(new JobId(id), world.environment(), world, self -> {})));
  }

  private void submit(ActorRef<Command> job, JobSpecification specification) {
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new SubmitJob(specification, JobSamples.AT, probe.ref()));
    probe.receiveMessage().orThrow();
  }

  private JobSummary describe(ActorRef<Command> job) {
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new DescribeJob(probe.ref()));
    return probe.receiveMessage(Duration.ofSeconds(20)).orThrow();
  }

  private JobSummary awaitFinished(ActorRef<Command> job) {
    return await()
        .atMost(PATIENCE)
        .until(() -> describe(job), summary -> summary.state().isFinal());
  }
}
