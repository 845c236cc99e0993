package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.SeededPermutation;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.WorkerRange;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.RollBack;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole jobs with real workers, rings and modules on data of which one sample is bad: so large that
 * the loss overflows, or that it is only far too high.
 */
class AnomalyRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final DatasetName DATA = new DatasetName("one-is-bad");
  private static final int SAMPLES = 320;
  private static final int BATCH = 32;
  private static final int STEPS = SAMPLES / BATCH;
  private static final long SEED = 7;

  /** Trained on behind the middle, so that there are checkpoints, and a window, before it. */
  private static final int BAD_POSITION = 7 * BATCH + 5;

  private static final int BAD_STEP = BAD_POSITION / BATCH + 1;

  @TempDir private Path directory;
  private JobWorld world;

  @AfterEach
  void closeWorld() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @TrainingProperty("P26")
  void skipsTheStep(int workers) {
    // when
    JobSummary job = train(workers, 1e38f, new AnomalyPolicy(AnomalyAction.SKIP, null));

    // then
    assertThat(job.state()).as(job.message()).isEqualTo(JobState.COMPLETED);
    assertThat(job.progress().step()).isEqualTo(STEPS);
    assertThat(job.progress().loss()).isFinite();
    assertThat(job.generation()).isEqualTo(1);
    HandledAnomaly handled = only(job);
    assertThat(handled.action()).isEqualTo(AnomalyAction.SKIP);
    assertThat(handled.anomaly().kind()).isEqualTo(AnomalyKind.NON_FINITE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @TrainingProperty("P26")
  void stopsAtTheStep(int workers) {
    // when
    JobSummary job = train(workers, 1e38f, new AnomalyPolicy(AnomalyAction.STOP, null));

    // then
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.message()).startsWith("Loss was ").endsWith(" at step " + BAD_STEP);
    assertThat(job.generation()).isEqualTo(1);
    HandledAnomaly handled = only(job);
    assertThat(handled.action()).isEqualTo(AnomalyAction.STOP);
    await().atMost(PATIENCE).until(() -> world.workers() == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @TrainingProperty("P26")
  void goesBackAndAroundASpike(int workers) {
    // given
    LossSpike spike = new LossSpike(AnomalyAction.ROLL_BACK, 3, 4);

    // when
    JobSummary job = train(workers, 1e4f, new AnomalyPolicy(AnomalyAction.STOP, spike));

    // then
    assertThat(job.state()).as(job.message()).isEqualTo(JobState.COMPLETED);
    HandledAnomaly handled = only(job);
    assertThat(handled.action()).isEqualTo(AnomalyAction.ROLL_BACK);
    Anomaly anomaly = handled.anomaly();
    assertThat(anomaly.kind()).isEqualTo(AnomalyKind.SPIKE);
    assertThat(anomaly.loss()).isGreaterThan(anomaly.bound());
    RegisterRow row = world.row("anomalous");
    RollBack made = row.rollBacks().get(0);
    assertThat(row.rollBacks()).hasSize(1);
    assertThat(made.anomaly()).isEqualTo(anomaly);
    assertThat(made.lastBatch()).isEqualTo(BAD_STEP);
    long leftOut = made.lastBatch() - made.firstBatch() + 1;
    assertThat(job.progress().step()).isEqualTo(STEPS - leftOut);
    assertThat(job.progress().totalSteps()).isEqualTo(STEPS - leftOut);
    assertThat(job.generation()).isEqualTo(2);
  }

  private static HandledAnomaly only(JobSummary job) {
    assertThat(job.anomalies()).hasSize(1);
    HandledAnomaly handled = job.anomalies().get(0);
    assertThat(handled.anomaly().at().step()).isEqualTo(BAD_STEP);
    return handled;
  }

  private JobSummary train(int workers, float badPixel, AnomalyPolicy policy) {
    Path module = new TrainingFiles(directory).perceptron();
    world = new JobWorld(directory, module, workers, new DjlModelEngine());
    long badSample = new SeededPermutation(SAMPLES, SEED, 0).at(BAD_POSITION);
    world.registerImages(DATA, SAMPLES, sample -> sample == badSample ? badPixel : sample % 10);
    ActorRef<Command> job =
        world.testKit.spawn(
            TrainingJob.create(new JobId("anomalous"), world.environment(), world, self -> {}));
    TestProbe<Outcome<JobSummary>> probe = world.testKit.createTestProbe();
    job.tell(new SubmitJob(specification(workers, policy), JobSamples.AT, probe.ref()));
    probe.receiveMessage().orThrow();
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              job.tell(new DescribeJob(probe.ref()));
              return probe.receiveMessage().orThrow();
            },
            found -> found.state().isFinal());
  }

  private static JobSpecification specification(int workers, AnomalyPolicy policy) {
    OptimizerSpecification optimizer = OptimizerSpecification.sgd(0.001, 0);
    return JobSpecification.builder(JobSamples.MODEL, DATA, Loss.CROSS_ENTROPY, optimizer)
        .batch(BatchSize.of(BATCH))
        .length(TrainingLength.epochs(1))
        .seed(SEED)
        .workers(new WorkerRange(workers, workers))
        .checkpoints(CheckpointPolicy.everySteps(2))
        .anomalies(policy)
        .build();
  }
}
