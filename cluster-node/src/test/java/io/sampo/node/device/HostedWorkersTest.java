package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerProtocol.StartWorkerReply;
import io.sampo.protocol.training.WorkerProtocol.StopWorker;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import io.sampo.protocol.training.WorkerSpecification;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostedWorkersTest {
  private static final JobId JOB = new JobId("job-1");
  private static final Duration TIME = Duration.ofSeconds(5);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final TestProbe<StartWorkerReply> replies = testKit.createTestProbe();
  private final TestProbe<WorkerProtocol.Command> worker = testKit.createTestProbe();
  private final ActorRef<DeviceProtocol.Command> device = spawnDevice();

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void grantsAWorkerOnceAndGivesItsReference() {
    device.tell(start(1, 200));
    device.tell(start(1, 200));

    WorkerGranted granted = replies.expectMessageClass(WorkerGranted.class);
    assertThat(granted.worker()).isEqualTo(incarnation(1));
    assertThat(granted.node()).isEqualTo(NODE_A);
    replies.expectMessage(granted);
    WorkerProtocol.Command order = new WorkerProtocol.Command() {};
    granted.reference().tell(order);
    worker.expectMessage(order);
  }

  @Test
  void refusesAWorkerWithoutRoomUntilAnotherHasStopped() {
    // given: room for one
    device.tell(start(1, 200));
    WorkerGranted first = replies.expectMessageClass(WorkerGranted.class);

    // when
    device.tell(start(2, 200));

    // then
    assertThat(replies.expectMessageClass(WorkerRefused.class).error().code())
        .isEqualTo(ErrorCode.DEVICE_FULL);

    // and when
    device.tell(new StopWorker(JOB, incarnation(1)));
    replies.expectTerminated(first.reference());

    // then: it may take a moment until the device has heard of the end
    replies.awaitAssert(
        () -> {
          device.tell(start(2, 200));
          return replies.expectMessageClass(WorkerGranted.class);
        });
  }

  @Test
  void hostsNoWorkerWhileItDrains() {
    TestProbe<Done> drained = testKit.createTestProbe();
    device.tell(start(1, 200));
    WorkerGranted first = replies.expectMessageClass(WorkerGranted.class);

    device.tell(new Device.Drain(drained.ref()));
    device.tell(start(2, 10));

    drained.receiveMessage();
    assertThat(replies.expectMessageClass(WorkerRefused.class).error().code())
        .isEqualTo(ErrorCode.DEVICE_DRAINING);
    replies.expectTerminated(first.reference());
  }

  private ActorRef<DeviceProtocol.Command> spawnDevice() {
    DeviceReports nowhere =
        new DeviceReports() {
          @Override
          public void publish(DeviceReport report) {}

          @Override
          public void remove() {}
        };
    TestProbe<ModelProtocol.Command> owner = testKit.createTestProbe();
    DeviceEnvironment environment =
        new DeviceEnvironment(
            NODE_A,
            "1.0.0",
            FakeModelEngine.instant(),
            new FakeArtifactStore(),
            new ReplicaSettings(TIME, TIME, TIME, TIME, Duration.ZERO, DeviceSamples.HEALTH),
            model -> owner.ref(),
            nowhere,
            Clock.systemUTC(),
            System::nanoTime,
            code -> {});
    return testKit.spawn(
        Device.create(
            new DeviceSettings(
                "cpu",
                250,
                1,
                "",
                TIME,
                TIME,
                TIME,
                DeviceSamples.EVICTION,
                DeviceSamples.ORPHANS,
                DeviceSamples.STUCK),
            environment,
            (start, executor) -> forwardingTo(worker.ref())));
  }

  private static Behavior<WorkerProtocol.Command> forwardingTo(
      ActorRef<WorkerProtocol.Command> probe) {
    return Behaviors.receiveMessage(
        message -> {
          probe.tell(message);
          return Behaviors.same();
        });
  }

  private StartWorker start(long number, long bytes) {
    DatasetName dataset = new DatasetName("digits");
    JobSpecification job =
        JobSpecification.builder(
                ModelVersion.of("digits", "1"),
                dataset,
                Loss.CROSS_ENTROPY,
                OptimizerSpecification.sgd(0.1, 0))
            .batch(BatchSize.of(8))
            .build();
    WorkerSpecification specification =
        new WorkerSpecification(
            JOB,
            incarnation(number),
            job,
            ARTIFACT,
            signature(8),
            null,
            new PlannedDataset(
                new DatasetSpecification(dataset, DatasetFormat.IDX, List.of()), null),
            null,
            1,
            "token",
            bytes);
    return new StartWorker(specification, testKit.system().ignoreRef(), replies.ref());
  }

  private static WorkerIncarnation incarnation(long number) {
    return new WorkerIncarnation(new UUID(0, number));
  }
}
