package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.FailingStore;
import io.sampo.node.training.checkpoint.GatedStore;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.WorkerSpecification;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepRange;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingWorkerTest {
  private static final JobId JOB = new JobId("digits");
  private static final WorkerIncarnation WORKER = new WorkerIncarnation(new UUID(1, 1));
  private static final CoordinatorIncarnation COORDINATOR =
      new CoordinatorIncarnation(new UUID(2, 2));
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static ActorTestKit testKit;

  @TempDir private Path directory;
  private TrainingFiles files;
  private DirectoryArtifactStore artifacts;
  private RingDataPlane dataPlane;
  private TestProbe<Report> job;

  @BeforeAll
  static void startSystem() {
    testKit = ActorTestKit.create("worker");
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void openNode() {
    files = new TrainingFiles(directory);
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    dataPlane =
        RingDataPlane.start(
            new DataPlaneSettings(
                "127.0.0.1",
                0,
                64 * 1024,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2)));
    job = testKit.createTestProbe();
  }

  @AfterEach
  void closeNode() {
    dataPlane.close();
  }

  @Test
  void offersItselfOnceItIsReadyAndKnowsItsCoordinator() {
    // given
    ActorRef<WorkerProtocol.Command> worker = spawn(FakeModelEngine.instant(), 1);

    // when
    WorkerProtocol.WorkerReady ready = expect(WorkerProtocol.WorkerReady.class);
    worker.tell(new WorkerProtocol.Introduce(COORDINATOR, List.of(peer(ready))));

    // then
    assertThat(ready.samples()).isEqualTo(9000);
    assertThat(expectReport(StepReport.Offered.class).worker()).isEqualTo(WORKER);
  }

  @Test
  void takesAStepFromItsInstallationToItsCommit() {
    // given
    ActorRef<WorkerProtocol.Command> worker = spawn(FakeModelEngine.instant(), 1);
    WorkerProtocol.WorkerReady ready = expect(WorkerProtocol.WorkerReady.class);
    worker.tell(new WorkerProtocol.Introduce(COORDINATOR, List.of(peer(ready))));
    expectReport(StepReport.Offered.class);

    // when
    worker.tell(order(new StepOrder.Install(COORDINATOR, row(), start(1))));
    StepReport.Prepared vote = expectReport(StepReport.Prepared.class);
    worker.tell(
        order(new StepOrder.Commit(COORDINATOR, vote.step(), vote.digest(), new NextStep.Hold())));
    worker.tell(order(new StepOrder.WriteCheckpoint(COORDINATOR, 1)));

    // then
    WorkerProtocol.StepMeasured measured = expect(WorkerProtocol.StepMeasured.class);
    assertThat(measured.samples()).isEqualTo(100);
    StepReport.CheckpointWritten written = expectReport(StepReport.CheckpointWritten.class);
    assertThat(written.checkpoint().step()).isEqualTo(1);
    assertThat(artifacts.exists(written.checkpoint().artifact())).isTrue();
  }

  /** Only the copy holds training up. */
  @Test
  @TrainingProperty("P21")
  void takesTheNextStepWhileACheckpointIsBeingWritten() {
    // given
    GatedStore gated = new GatedStore(artifacts);
    ActorRef<WorkerProtocol.Command> worker =
        spawn(FakeModelEngine.instant(), put(files.perceptron()), TrainingFiles.DIGITS, 1, gated);
    WorkerProtocol.WorkerReady ready = expect(WorkerProtocol.WorkerReady.class);
    worker.tell(new WorkerProtocol.Introduce(COORDINATOR, List.of(peer(ready))));
    expectReport(StepReport.Offered.class);
    worker.tell(order(new StepOrder.Install(COORDINATOR, row(), start(1))));
    StepReport.Prepared first = expectReport(StepReport.Prepared.class);

    // when
    worker.tell(
        order(
            new StepOrder.Commit(COORDINATOR, first.step(), first.digest(), new NextStep.Hold())));
    worker.tell(order(new StepOrder.WriteCheckpoint(COORDINATOR, 1)));
    gated.awaitArrival();
    expect(WorkerProtocol.StepMeasured.class);
    worker.tell(order(new StepOrder.Install(COORDINATOR, row(), start(2))));
    StepReport.Prepared second = expectReport(StepReport.Prepared.class);
    gated.open();

    // then
    assertThat(second.step().step()).isEqualTo(2);
    assertThat(expectReport(StepReport.CheckpointWritten.class).checkpoint().step()).isEqualTo(1);
  }

  /** A full disk costs checkpoints first, and then says so. */
  @Test
  @TrainingProperty("P19")
  void goesOnWithoutACheckpointAndEndsWhenThreeInARowHaveFailed() {
    // given
    ArtifactStore full = new FailingStore(artifacts, directory.resolve("artifacts"), 0, false);
    ActorRef<WorkerProtocol.Command> worker =
        spawn(FakeModelEngine.instant(), put(files.perceptron()), TrainingFiles.DIGITS, 1, full);
    WorkerProtocol.WorkerReady ready = expect(WorkerProtocol.WorkerReady.class);
    worker.tell(new WorkerProtocol.Introduce(COORDINATOR, List.of(peer(ready))));
    expectReport(StepReport.Offered.class);
    worker.tell(order(new StepOrder.Install(COORDINATOR, row(), new NextStep.Hold())));

    // when
    for (int failure = 1; failure <= 2; failure++) {
      LoggingTestKit.warn("No checkpoint of step")
          .expect(
              testKit.system(),
              () -> {
                worker.tell(order(new StepOrder.WriteCheckpoint(COORDINATOR, 1)));
                return null;
              });
    }
    worker.tell(order(new StepOrder.WriteCheckpoint(COORDINATOR, 1)));

    // then
    WorkerProtocol.WorkerFailed failed = expect(WorkerProtocol.WorkerFailed.class);
    assertThat(failed.error().message()).contains("the disk is full");
    job.expectTerminated(worker);
  }

  @Test
  void refusesSeveralWorkersForAModuleWhoseBuffersChange() {
    // when
    ActorRef<WorkerProtocol.Command> worker =
        spawn(new DjlModelEngine(), put(files.batchNormalisation()), batchNormalisation(), 2);

    // then
    WorkerProtocol.WorkerFailed failed = expect(WorkerProtocol.WorkerFailed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(failed.error().message()).contains("train it with one worker");
    job.expectTerminated(worker);
  }

  @Test
  void saysSoWhenItsModuleIsMissing() {
    // when
    ActorRef<WorkerProtocol.Command> worker =
        spawn(FakeModelEngine.instant(), new ArtifactHash("0".repeat(64)), TrainingFiles.DIGITS, 1);

    // then
    assertThat(expect(WorkerProtocol.WorkerFailed.class).error().code())
        .isEqualTo(ErrorCode.ARTIFACT_UNAVAILABLE);
    job.expectTerminated(worker);
  }

  @Test
  void endsWithItsJob() {
    // given
    TestProbe<Object> watcher = testKit.createTestProbe();
    ActorRef<WorkerProtocol.Command> worker = spawn(FakeModelEngine.instant(), 1);
    expect(WorkerProtocol.WorkerReady.class);

    // when
    job.stop();

    // then
    watcher.expectTerminated(worker);
  }

  private ActorRef<WorkerProtocol.Command> spawn(ModelEngine engine, int gangSize) {
    return spawn(engine, put(files.perceptron()), TrainingFiles.DIGITS, gangSize);
  }

  private ActorRef<WorkerProtocol.Command> spawn(
      ModelEngine engine, ArtifactHash module, Signature signature, int gangSize) {
    return spawn(engine, module, signature, gangSize, artifacts);
  }

  private ActorRef<WorkerProtocol.Command> spawn(
      ModelEngine engine,
      ArtifactHash module,
      Signature signature,
      int gangSize,
      ArtifactStore store) {
    WorkerSpecification specification =
        new WorkerSpecification(
            JOB,
            WORKER,
            jobSpecification(),
            module,
            signature,
            null,
            new PlannedDataset(digits(), null),
            null,
            gangSize,
            "token",
            1);
    WorkerEnvironment environment =
        new WorkerEnvironment(
            engine,
            store,
            dataPlane,
            new WorkerSettings(
                32,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(100)));
    return testKit.spawn(
        TrainingWorker.create(
            environment,
            new WorkerProtocol.StartWorker(
                specification, job.ref(), testKit.system().ignoreRef())));
  }

  private static JobSpecification jobSpecification() {
    return JobSpecification.builder(
            ModelVersion.of("digits", "1"),
            new DatasetName("digits"),
            Loss.CROSS_ENTROPY,
            OptimizerSpecification.sgd(0.1, 0))
        .batch(BatchSize.of(100))
        .seed(7)
        .build();
  }

  private DatasetSpecification digits() {
    return new DatasetSpecification(
        new DatasetName("digits"),
        DatasetFormat.IDX,
        List.of(
            new DatasetFile("images", put(files.trainingImages()), 1),
            new DatasetFile("labels", put(files.trainingLabels()), 1)));
  }

  private static Signature batchNormalisation() {
    return new Signature(
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(4))),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(2))),
        8,
        List.of());
  }

  private ArtifactHash put(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return artifacts.put(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WorkerProtocol.Peer peer(WorkerProtocol.WorkerReady ready) {
    return new WorkerProtocol.Peer(WORKER, ready.dataPlaneHost(), ready.dataPlanePort());
  }

  private static RegisterRow row() {
    return new RegisterRow(
        JOB,
        1,
        List.of(WORKER),
        new Tenure(COORDINATOR, 1, Duration.ofSeconds(30), new WriteId(COORDINATOR, 1)),
        new CommittedStep(0, Digest.START),
        new Settlement.Restored(),
        new Checkpoint.Initial());
  }

  private static NextStep.StepStart start(long step) {
    return new NextStep.StepStart(
        JOB,
        new GenerationStep(1, step),
        new StepRange(0, 0, 100),
        List.of(WORKER),
        Double.POSITIVE_INFINITY);
  }

  private static WorkerProtocol.DeliverOrder order(StepOrder order) {
    return new WorkerProtocol.DeliverOrder(order);
  }

  private <T extends Report> T expect(Class<T> type) {
    Report report = job.receiveMessage(PATIENCE);
    // Workers without a generation offer themselves again and again.
    while (!type.isInstance(report) && isOffer(report)) {
      report = job.receiveMessage(PATIENCE);
    }
    assertThat(report).isInstanceOf(type);
    return type.cast(report);
  }

  private <T extends StepReport> T expectReport(Class<T> type) {
    WorkerProtocol.DeliverReport delivered = expect(WorkerProtocol.DeliverReport.class);
    while (!type.isInstance(delivered.report()) && isOffer(delivered)) {
      delivered = expect(WorkerProtocol.DeliverReport.class);
    }
    assertThat(delivered.report()).isInstanceOf(type);
    return type.cast(delivered.report());
  }

  private static boolean isOffer(Report report) {
    return report instanceof WorkerProtocol.DeliverReport delivered
        && delivered.report() instanceof StepReport.Offered;
  }
}
