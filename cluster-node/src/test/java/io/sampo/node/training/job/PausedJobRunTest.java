package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import io.sampo.protocol.training.WorkerRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole jobs that pause, wait for room and go on, in one JVM; devices have few places. A lease is
 * longer than any test waits: a gang that ends on purpose leaves nobody waiting for it.
 */
class PausedJobRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LONG = 1_500;
  private static final int JOBS = 20;
  private static final int COMMANDS = 300;

  @TempDir private Path directory;
  private JobWorld world;
  private TestProbe<Outcome<JobSummary>> answers;

  @AfterEach
  void closeWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  @TrainingProperty("P32")
  void pausesARunningJobWithoutLosingAStepAndGoesOn() {
    // given
    begin(2, 1);
    ActorRef<Command> job = spawn("paused");
    submit(job, JobSamples.steps(new WorkerRange(2, 2), LONG)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).progress().step() > 12);

    // when
    JobSummary pausing = ask(job, PauseJob::new).orThrow();
    JobSummary paused = awaitState(job, JobState.PAUSED);
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
    JobSummary again = ask(job, PauseJob::new).orThrow();
    JobSummary resumed = ask(job, ResumeJob::new).orThrow();
    JobSummary completed = awaitState(job, JobState.COMPLETED);

    // then
    assertThat(pausing.state()).isIn(JobState.PAUSING, JobState.PAUSED);
    assertThat(paused.checkpoint().step())
        .isBetween(12L, LONG - 1L)
        .isEqualTo(paused.progress().step());
    assertThat(again).isEqualTo(paused);
    assertThat(resumed.state()).isEqualTo(JobState.QUEUED);
    assertThat(completed.progress().step()).isEqualTo(LONG);
    assertThat(completed.generation()).as("one, one without members, one").isEqualTo(3);
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
  }

  @Test
  @TrainingProperty("P32")
  void holdsAJobThatIsRecovering() {
    // given
    begin(1, 1);
    ActorRef<Command> job = spawn("recovering");
    submit(job, JobSamples.steps(new WorkerRange(1, 1), LONG)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).progress().step() > 0);
    world.hosts.get(0).tell(WorkerHost.LoseWorker.INSTANCE);
    awaitState(job, JobState.RECOVERING);

    // when
    ask(job, PauseJob::new).orThrow();
    awaitState(job, JobState.PAUSED);
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
    ask(job, ResumeJob::new).orThrow();

    // then
    assertThat(awaitFinal(job).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  @TrainingProperty("P32")
  void cancelsAPausedJob() {
    // given
    begin(1, 1);
    ActorRef<Command> job = spawn("given-up");
    submit(job, JobSamples.steps(new WorkerRange(1, 1), LONG)).orThrow();
    await().atMost(PATIENCE).until(() -> describe(job).progress().step() > 0);
    ask(job, PauseJob::new).orThrow();

    // when
    JobSummary cancelled = ask(job, CancelJob::new).orThrow();

    // then
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ask(job, PauseJob::new).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
  }

  @Test
  @TrainingProperty("P33")
  void waitsInTheQueueUntilThereIsRoom() {
    // given
    begin(2, 1);
    ActorRef<Command> first = spawn("first");
    ActorRef<Command> second = spawn("second");
    submit(first, JobSamples.steps(new WorkerRange(2, 2), LONG)).orThrow();
    awaitState(first, JobState.RUNNING);
    submit(second, JobSamples.steps(new WorkerRange(1, 2), 20)).orThrow();
    JobSummary waiting =
        await()
            .atMost(PATIENCE)
            .until(() -> describe(second), job -> job.message().contains("compute nodes"));

    // when
    ask(first, PauseJob::new).orThrow();
    JobSummary completed = awaitState(second, JobState.COMPLETED);
    ask(first, ResumeJob::new).orThrow();

    // then
    assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
    assertThat(waiting.message()).startsWith("Expected 1 compute nodes");
    assertThat(completed.progress().step()).isEqualTo(20);
    awaitState(first, JobState.COMPLETED);
  }

  @Test
  @TrainingProperty("P33")
  void losesAndBlocksNoneOfManyJobsInAnyOrder() {
    // given
    begin(3, 2);
    Random random = new Random(20);
    Map<String, ActorRef<Command>> jobs = new LinkedHashMap<>();
    for (int i = 0; i < JOBS; i++) {
      String id = "job-" + i;
      jobs.put(id, spawn(id));
    }
    Map<String, JobState> cancelled = new TreeMap<>();

    // when
    for (int i = 0; i < COMMANDS; i++) {
      String id = choose(jobs, random);
      command(jobs.get(id), random, id, cancelled);
    }
    jobs.values().forEach(job -> submit(job, specification(job)));
    jobs.values().forEach(job -> ask(job, ResumeJob::new).orThrow());

    // then
    jobs.forEach(
        (id, job) ->
            assertThat(awaitFinal(job).state())
                .as(id)
                .isEqualTo(cancelled.getOrDefault(id, JobState.COMPLETED)));
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
  }

  private void command(
      ActorRef<Command> job, Random random, String id, Map<String, JobState> cancelled) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> submit(job, specification(job)).orThrow();
      case 6, 7, 8, 9, 10, 11 -> {
        Outcome<JobSummary> paused = ask(job, PauseJob::new);
        assertThat(paused.isRefused() || isHeld(paused.value())).isTrue();
      }
      case 12, 13, 14, 15, 16, 17, 18 -> ask(job, ResumeJob::new);
      default -> {
        if (!ask(job, CancelJob::new).isRefused()) {
          cancelled.put(id, JobState.CANCELLED);
        }
      }
    }
  }

  /** Often one that is at work, because there is most to go wrong. */
  private String choose(Map<String, ActorRef<Command>> jobs, Random random) {
    List<String> running =
        jobs.entrySet().stream()
            .filter(job -> isRunning(job.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return running.isEmpty() || random.nextBoolean()
        ? "job-" + random.nextInt(JOBS)
        : running.get(random.nextInt(running.size()));
  }

  private boolean isRunning(ActorRef<Command> job) {
    Outcome<JobSummary> known = ask(job, (at, replyTo) -> new DescribeJob(replyTo));
    return !known.isRefused() && known.value().state() == JobState.RUNNING;
  }

  private static boolean isHeld(JobSummary job) {
    return job.state() == JobState.PAUSING || job.state() == JobState.PAUSED;
  }

  /** One worker or two, the same for the same job. */
  private static JobSpecification specification(ActorRef<Command> job) {
    int workers = 1 + Math.floorMod(job.path().name().hashCode(), 2);
    return JobSamples.steps(new WorkerRange(workers, workers), 150);
  }

  private void begin(int devices, int places) {
    world =
        new JobWorld(
            directory,
            new TrainingFiles(directory).perceptron(),
            devices,
            places,
            new DjlModelEngine());
    world.lease = Duration.ofHours(1);
    answers = world.testKit.createTestProbe();
  }

  private ActorRef<Command> spawn(String id) {
    return world.testKit.spawn(
        TrainingJob.create(new JobId(id), world.environment(), world, self -> {}), id);
  }

  private Outcome<JobSummary> submit(ActorRef<Command> job, JobSpecification specification) {
    return ask(job, (at, replyTo) -> new SubmitJob(specification, at, replyTo));
  }

  private Outcome<JobSummary> ask(ActorRef<Command> job, Order order) {
    job.tell(order.at(JobSamples.AT, answers.ref()));
    return answers.receiveMessage(Duration.ofSeconds(20));
  }

  private JobSummary describe(ActorRef<Command> job) {
    return ask(job, (at, replyTo) -> new DescribeJob(replyTo)).orThrow();
  }

  private JobSummary awaitState(ActorRef<Command> job, JobState state) {
    return await().atMost(PATIENCE).until(() -> describe(job), found -> found.state() == state);
  }

  private JobSummary awaitFinal(ActorRef<Command> job) {
    return await().atMost(PATIENCE).until(() -> describe(job), found -> found.state().isFinal());
  }

  private interface Order {
    Command at(Instant now, ActorRef<Outcome<JobSummary>> replyTo);
  }
}
