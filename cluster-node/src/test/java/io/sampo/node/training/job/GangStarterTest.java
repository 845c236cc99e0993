package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerProtocol.StopWorker;
import io.sampo.protocol.training.WorkerProtocol.WorkerFailed;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerReady;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import io.sampo.protocol.training.WorkerRange;
import io.sampo.protocol.training.WorkerSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GangStarterTest {
  private static final JobId JOB = new JobId("digits");
  private static final TrainingSettings.Waits WAITS =
      new TrainingSettings.Waits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));

  private ActorTestKit testKit;
  private ManualTime time;
  private TestProbe<GangStarter.Result> parent;
  private TestProbe<DeviceDirectory.Command> directory;
  private TestProbe<DeviceProtocol.Command> first;
  private TestProbe<DeviceProtocol.Command> second;
  private ActorRef<GangStarter.Command> starter;
  private ActorRef<Devices> subscriber;

  @BeforeEach
  void spawnStarter() {
    testKit =
        ActorTestKit.create(
            "gang", ManualTime.config().withFallback(ActorTestKit.applicationTestConfig()));
    time = ManualTime.get(testKit.system());
    parent = testKit.createTestProbe();
    directory = testKit.createTestProbe();
    first = testKit.createTestProbe();
    second = testKit.createTestProbe();
    GangStarter.Order order =
        new GangStarter.Order(
            new GangPlacement(new WorkerRange(2, 2), 100),
            GangStarterTest::specification,
            testKit.system().ignoreRef());
    starter = testKit.spawn(GangStarter.create(order, directory.ref(), WAITS, parent.ref()));
    subscriber = directory.expectMessageClass(DeviceDirectory.SubscribeDevices.class).subscriber();
  }

  @AfterEach
  void stopSystem() {
    testKit.shutdownTestKit();
  }

  @Test
  void saysWhatItWaitsFor() {
    // when
    subscriber.tell(new Devices(List.of(listed(first, 1))));

    // then
    assertThat(parent.expectMessageClass(GangStarter.GangWaiting.class).reason())
        .contains("Expected 2 compute nodes");
    first.expectNoMessage();
  }

  @Test
  void handsTheGangOverWhenAllWorkersAreReady() {
    // given
    subscriber.tell(new Devices(List.of(listed(first, 1), listed(second, 2))));
    WorkerIncarnation one = grant(first, 1);
    WorkerIncarnation two = grant(second, 2);

    // when
    report(ready(two, 7002));
    report(ready(one, 7001));

    // then
    Gang gang = parent.expectMessageClass(GangStarter.GangReady.class).gang();
    assertThat(gang.peers())
        .containsExactly(
            new WorkerProtocol.Peer(one, "10.0.0.9", 7001),
            new WorkerProtocol.Peer(two, "10.0.0.9", 7002));
    parent.expectTerminated(starter);
    first.expectNoMessage();
  }

  @Test
  void p33AsksTheNextNodeOnlyWhenTheOneBeforeItHasGranted() {
    // given
    subscriber.tell(new Devices(List.of(listed(second, 2), listed(first, 1))));
    second.expectNoMessage();

    // when
    grant(first, 1);

    // then
    second.expectMessageClass(StartWorker.class);
  }

  @Test
  void takesEverybodyBackWhenOneDeviceRefusesAndTriesAgain() {
    // given
    subscriber.tell(new Devices(List.of(listed(first, 1), listed(second, 2))));
    grant(first, 1);
    StartWorker asked = second.expectMessageClass(StartWorker.class);

    // when
    asked
        .replyTo()
        .tell(
            new WorkerRefused(
                asked.specification().incarnation(),
                JobSamples.node(2),
                new PlatformError(ErrorCode.DEVICE_FULL, "Expected 100 bytes, but 50 are free")));

    // then
    assertThat(parent.expectMessageClass(GangStarter.GangWaiting.class).reason())
        .isEqualTo("Node [10.0.0.2:17355]: Expected 100 bytes, but 50 are free");
    first.expectMessageClass(StopWorker.class);
    second.expectMessageClass(StopWorker.class);
    time.timePasses(WAITS.retry());
    first.expectMessageClass(StartWorker.class);
  }

  @Test
  void givesUpWaitingForADeviceThatSaysNothing() {
    // given
    subscriber.tell(new Devices(List.of(listed(first, 1), listed(second, 2))));
    grant(first, 1);
    second.expectMessageClass(StartWorker.class);

    // when
    time.timePasses(WAITS.grant());

    // then
    assertThat(parent.expectMessageClass(GangStarter.GangWaiting.class).reason())
        .contains("10.0.0.2:17355");
    first.expectMessageClass(StopWorker.class);
  }

  @Test
  void endsWhenAWorkerCannotLoad() {
    // given
    subscriber.tell(new Devices(List.of(listed(first, 1), listed(second, 2))));
    WorkerIncarnation one = grant(first, 1);
    grant(second, 2);
    PlatformError error = new PlatformError(ErrorCode.UNSUPPORTED, "Expected another module");

    // when
    report(new WorkerFailed(one, error));

    // then
    assertThat(parent.expectMessageClass(GangStarter.GangFailed.class).error()).isEqualTo(error);
    second.expectMessageClass(StopWorker.class);
  }

  private WorkerIncarnation grant(TestProbe<DeviceProtocol.Command> device, int index) {
    StartWorker asked = device.expectMessageClass(StartWorker.class);
    WorkerIncarnation worker = asked.specification().incarnation();
    ActorRef<WorkerProtocol.Command> reference =
        testKit.<WorkerProtocol.Command>createTestProbe().ref();
    asked.replyTo().tell(new WorkerGranted(worker, JobSamples.node(index), reference));
    return worker;
  }

  private void report(WorkerProtocol.Report report) {
    starter.tell(new GangStarter.WorkerReported(report));
  }

  private static WorkerReady ready(WorkerIncarnation worker, int port) {
    return new WorkerReady(worker, "10.0.0.9", port, 8, 9000);
  }

  private static Devices.Listed listed(TestProbe<DeviceProtocol.Command> device, int index) {
    return new Devices.Listed(
        device.ref(),
        new DeviceReport(
            JobSamples.node(index),
            "cpu",
            1000,
            0,
            1000,
            0,
            Instant.EPOCH,
            0,
            0,
            "1.0.0",
            "",
            false,
            false));
  }

  private static WorkerSpecification specification(WorkerIncarnation worker, int gangSize) {
    return new WorkerSpecification(
        JOB,
        worker,
        JobSamples.specification(),
        JobSamples.hash('a'),
        new Signature(
            List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28))),
            List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
            64,
            List.of()),
        null,
        new PlannedDataset(
            new DatasetSpecification(JobSamples.TRAINING, DatasetFormat.IDX, List.of()), null),
        null,
        gangSize,
        "token",
        100);
  }
}
