package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.WorkerRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs in one JVM: real engine, real ring, real step transaction; devices by hand. */
class TrainingJobRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private JobWorld world;

  @AfterEach
  void closeWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void trainsDigitsWithOneWorkerAndPromotesThem() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "one");

    // when
    JobSummary submitted =
        submit(job, JobSamples.specification(new WorkerRange(1, 3), 0, 0.9)).orThrow();
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(submitted.state()).isEqualTo(JobState.QUEUED);
    assertPromoted(finished, 1);
  }

  @Test
  void trainsDigitsWithThreeWorkersAndPromotesThem() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(3, "three");

    // when
    submit(job, JobSamples.specification(new WorkerRange(3, 3), 0, 0.9)).orThrow();
    JobSummary finished = awaitFinished(job);

    // then
    assertPromoted(finished, 3);
  }

  @Test
  void deploysWhatItHasPromotedAndSaysSinceWhen() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "deployed");
    JobSpecification digits = JobSamples.specification(new WorkerRange(1, 3), 0, 0.9);

    // when
    submit(job, JobSamples.deployed(digits)).orThrow();
    JobSummary finished = awaitFinished(job);

    // then
    assertPromoted(finished, 1);
    assertThat(finished.message()).isEqualTo("Promoted to [digits/2], deployed");
    assertThat(finished.deployedAt()).isBetween(finished.submittedAt(), finished.finishedAt());
  }

  @Test
  void goesOnWithTheSurvivorsWhenAWorkerIsLost() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(3, "survivors");
    submit(job, JobSamples.specification(new WorkerRange(2, 3), 0, 0.9)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).progress().step() > 5);

    // when
    world.hosts.get(1).tell(WorkerHost.LoseWorker.INSTANCE);
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.message()).contains("Promoted");
    assertThat(finished.workers()).hasSize(2);
    assertThat(finished.generation()).isGreaterThan(1);
  }

  @Test
  void beginsAnewFromTheLastCheckpointWhenTooFewWorkersAreLeft() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(2, "anew");
    submit(job, JobSamples.specification(new WorkerRange(2, 3), 40, 0.9)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).checkpoint() != null);

    // when
    world.hosts.get(0).tell(WorkerHost.LoseWorker.INSTANCE);
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.message()).contains("Promoted");
    assertThat(finished.workers()).hasSize(2);
    assertThat(finished.generation()).isGreaterThan(1);
  }

  @Test
  void goesOnFromTheLastCheckpointWhenItsEntityIsStartedAgain() {
    // given
    ActorRef<TrainingJobProtocol.Command> before = start(2, "moved");
    submit(before, JobSamples.specification(new WorkerRange(2, 3), 40, 0.9)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(before).checkpoint() != null);
    world.testKit.stop(before);

    // when
    ActorRef<TrainingJobProtocol.Command> after = spawn("moved");
    JobSummary resumed = describe(after);
    JobSummary finished = awaitFinished(after);

    // then
    assertThat(resumed.checkpoint().step()).isPositive();
    assertThat(finished.message()).contains("Promoted");
    assertThat(finished.generation()).isGreaterThan(1);
    assertThat(world.promoted).hasSize(1);
  }

  @Test
  void keepsTheNewestCheckpointsAndDeletesWhatOnlyOlderOnesNeed() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "retention");
    submit(job, JobSamples.specification(new WorkerRange(1, 3), 20, 0.9)).orThrow();
    Checkpoint early =
        await().atMost(PATIENCE).until(() -> describe(job).checkpoint(), Objects::nonNull);

    // when
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.checkpoints()).hasSize(2).doesNotContain(early);
    await().atMost(PATIENCE).until(() -> !world.artifacts.exists(early.parameters()));
    assertThat(world.artifacts.exists(early.module())).isTrue();
    for (Checkpoint kept : finished.checkpoints()) {
      assertThat(world.artifacts.exists(kept.parameters())).isTrue();
      assertThat(world.artifacts.exists(kept.optimizerState())).isTrue();
    }
  }

  @Test
  @TrainingProperty("P19")
  void fallsBackToTheCheckpointBeforeWhenTheNewestHasRotten() throws Exception {
    // given
    ActorRef<TrainingJobProtocol.Command> before = start(2, "rotten");
    submit(before, JobSamples.specification(new WorkerRange(2, 3), 20, 0.9)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(before).checkpoints().size() == 2);
    world.testKit.stop(before);
    Checkpoint named = world.registeredCheckpoint("rotten");
    ActorRef<TrainingJobProtocol.Command> after = spawn("rotten");
    Files.writeString(world.artifacts.verified(named.module()), "rotten");
    long earlier =
        describe(after).checkpoints().stream()
            .mapToLong(Checkpoint::step)
            .filter(step -> step < named.step())
            .max()
            .orElseThrow();

    // when
    await()
        .atMost(PATIENCE)
        .until(() -> describe(after).message().endsWith("from step " + earlier));
    JobSummary finished = awaitFinished(after);

    // then
    assertThat(finished.message()).contains("Promoted");
    assertThat(finished.generation()).isGreaterThan(1);
  }

  @Test
  @TrainingProperty("P31")
  void failsWithTheFourthGangThatDiesWhoeverCountsThem() {
    // given
    ActorRef<TrainingJobProtocol.Command> before = start(1, "doomed");
    submit(before, JobSamples.steps(new WorkerRange(1, 1), 7_000)).orThrow();
    long first = loseGang(before, 0);
    long second = loseGang(before, first);
    long third = awaitSteps(before, second);

    // when another entity counts on, and a pause costs nothing
    world.testKit.stop(before);
    ActorRef<TrainingJobProtocol.Command> after = spawn("doomed");
    long fourth = awaitSteps(after, third);
    order(after, PauseJob::new).orThrow();
    await().atMost(PATIENCE).until(() -> describe(after).state() == JobState.PAUSED);
    order(after, ResumeJob::new).orThrow();
    long fifth = loseGang(after, fourth);
    long sixth = loseGang(after, fifth);
    JobSummary finished = awaitFinished(after);

    // then
    assertThat(finished.state()).isEqualTo(JobState.FAILED);
    assertThat(finished.generation()).isEqualTo(sixth);
    assertThat(finished.message())
        .startsWith("Expected to train to the end with at most 3 failures within PT1H, but worker")
        .contains("ended");
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
  }

  @Test
  void promotesNothingBelowTheMinimumAccuracy() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "strict");

    // when
    submit(job, JobSamples.specification(new WorkerRange(1, 3), 0, 1.0)).orThrow();
    JobSummary finished = awaitFinished(job);

    // then
    assertThat(finished.state()).isEqualTo(JobState.COMPLETED);
    assertThat(finished.message())
        .startsWith("Not promoted: expected ACCURACY of at least 1.0, but measured ACCURACY 0.");
    assertThat(finished.promoted()).isNull();
    assertThat(world.promoted).isEmpty();
  }

  @Test
  void refusesAJobWhoseModelDoesNotExist() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "unknown");
    JobSpecification digits = JobSamples.specification(new WorkerRange(1, 3), 0, 0.9);

    // when
    Outcome<JobSummary> outcome =
        submit(job, JobSamples.withModel(digits, ModelVersion.of("digits", "7")));

    // then
    assertThat(outcome.refusal().code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    assertThat(ask(job).refusal().code()).isEqualTo(ErrorCode.JOB_NOT_FOUND);
  }

  @Test
  void cancelsAJobForGood() {
    // given
    ActorRef<TrainingJobProtocol.Command> job = start(1, "cancelled");
    submit(job, JobSamples.specification(new WorkerRange(1, 3), 0, 0.9)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).progress().step() > 0);

    // when
    JobSummary cancelled = order(job, TrainingJobProtocol.CancelJob::new).orThrow();

    // then
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(describe(job).state()).isEqualTo(JobState.CANCELLED);
  }

  /** Its only worker dies in a generation later than that one, which is returned. */
  private long loseGang(ActorRef<TrainingJobProtocol.Command> job, long former) {
    long generation = awaitSteps(job, former);
    world.hosts.get(0).tell(WorkerHost.LoseWorker.INSTANCE);
    return generation;
  }

  private long awaitSteps(ActorRef<TrainingJobProtocol.Command> job, long former) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> describe(job),
            now -> now.state() == JobState.RUNNING && now.generation() > former)
        .generation();
  }

  private void assertPromoted(JobSummary finished, int workers) {
    assertThat(finished.state()).as(finished.message()).isEqualTo(JobState.COMPLETED);
    assertThat(finished.workers()).hasSize(workers);
    assertThat(finished.evaluation().samples()).isEqualTo(1000);
    assertThat(finished.evaluation().measured(Metric.ACCURACY)).isGreaterThan(0.9);
    assertThat(finished.promoted()).isEqualTo(ModelVersion.of("digits", "2"));
    assertThat(finished.progress().step()).isEqualTo(finished.progress().totalSteps());
    assertThat(finished.progress().loss()).isLessThan(1);
    assertThat(world.promoted.get(finished.promoted()).artifact())
        .isEqualTo(finished.checkpoint().module());
    assertThat(world.artifacts.exists(finished.checkpoint().module())).isTrue();
  }

  private ActorRef<TrainingJobProtocol.Command> start(int devices, String id) {
    world =
        new JobWorld(
            directory, new TrainingFiles(directory).perceptron(), devices, new DjlModelEngine());
    return spawn(id);
  }

  private ActorRef<TrainingJobProtocol.Command> spawn(String id) {
    return world.testKit.spawn(
        TrainingJob.create(new JobId(id), world.environment(), world, self -> {}));
  }

  private Outcome<JobSummary> submit(
      ActorRef<TrainingJobProtocol.Command> job, JobSpecification specification) {
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new TrainingJobProtocol.SubmitJob(specification, JobSamples.AT, probe.ref()));
    return probe.receiveMessage();
  }

  private interface Order {
    TrainingJobProtocol.Command at(Instant now, ActorRef<Outcome<JobSummary>> replyTo);
  }

  private Outcome<JobSummary> order(ActorRef<TrainingJobProtocol.Command> job, Order order) {
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(order.at(JobSamples.AT, probe.ref()));
    return probe.receiveMessage();
  }

  private Outcome<JobSummary> ask(ActorRef<TrainingJobProtocol.Command> job) {
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new TrainingJobProtocol.DescribeJob(probe.ref()));
    return probe.receiveMessage();
  }

  private JobSummary describe(ActorRef<TrainingJobProtocol.Command> job) {
    return ask(job).orThrow();
  }

  private JobSummary awaitFinished(ActorRef<TrainingJobProtocol.Command> job) {
    return await()
        .atMost(PATIENCE)
        .until(() -> describe(job), summary -> summary.state().isFinal());
  }
}
