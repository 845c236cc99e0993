package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.report;
import static io.sampo.node.samples.ServingSamples.signature;
import static io.sampo.node.samples.ServingSamples.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceDirectory.SubscribeDevices;
import io.sampo.node.placement.DeviceView;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;

/** A model entity with devices, a directory, a catalog and a shard that a test plays. */
abstract class ModelEntityBench {
  private static final Duration STEP = Duration.ofMillis(500);
  static final VersionName ONE = new VersionName("1");
  private static final ModelSettings SETTINGS =
      new ModelSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          new ModelSettings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), 3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          100);

  final ActorTestKit testKit =
      ActorTestKit.create(
          ManualTime.config()
              .withFallback(PersistenceTestKitPlugin.config())
              .withFallback(PersistenceTestKitSnapshotPlugin.config()));
  final PersistenceTestKit journal = PersistenceTestKit.create(testKit.system());
  private final SteppingClock clock = new SteppingClock();
  final TestProbe<DeviceDirectory.Command> directory = testKit.createTestProbe();
  final TestProbe<DeviceProtocol.Command> deviceA = testKit.createTestProbe();
  final TestProbe<DeviceProtocol.Command> deviceB = testKit.createTestProbe();
  final TestProbe<ClaimReplicas> claims = testKit.createTestProbe();
  final DeviceView view = new DeviceView();
  final TestProbe<ClusterSharding.ShardCommand> shard = testKit.createTestProbe();
  final TestProbe<Outcome<ModelVersion>> added = testKit.createTestProbe();
  final TestProbe<Outcome<ModelSummary>> summaries = testKit.createTestProbe();
  final TestProbe<ModelSummary> catalog = testKit.createTestProbe();
  final TestProbe<String> removals = testKit.createTestProbe();

  private final Map<TestProbe<DeviceProtocol.Command>, ActorRef<DeviceProtocol.Command>> fronts =
      new HashMap<>();
  private ActorRef<Devices> subscriber;
  ActorRef<ModelProtocol.Command> entity;

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  void start() {
    ModelCatalog sink =
        new ModelCatalog() {
          @Override
          public void publish(ModelSummary summary) {
            catalog.ref().tell(summary);
          }

          @Override
          public void remove() {
            removals.ref().tell("removed");
          }
        };
    entity =
        testKit.spawn(
            ModelEntity.create(
                new ModelName("digits"),
                new ModelEnvironment(SETTINGS, directory.ref(), view, name -> sink, clock),
                shard.ref()));
    subscriber = directory.expectMessageClass(SubscribeDevices.class).subscriber();
  }

  /** Elastic between the numbers. */
  void deploy(int minimum, int maximum) {
    Deployment deployment = Deployment.of(ONE, 0).withScaling(Scaling.between(minimum, maximum));
    entity.tell(new SetDeployment(deployment, NOON, summaries.ref()));
    summaries.receiveMessage().value();
  }

  /** The only device in reach is gone with its node. */
  void dies(NodeId node, NodeId survivor) {
    view.show(Devices.NONE, Set.of(survivor), Set.of());
    subscriber.tell(Devices.NONE);
  }

  /** The journal has taken it. */
  void awaitJournalled(Class<? extends ModelEvent> event) {
    String id = EntityKeys.MODEL.name() + "|digits";
    summaries.awaitAssert(
        () -> assertThat(journal.persistedInStorage(id)).hasAtLeastOneElementOfType(event));
  }

  /** From now on this is the only device in reach, and it holds nothing. */
  void sees(TestProbe<DeviceProtocol.Command> device, NodeId node) {
    announce(device, node);
    held(device, node, List.of());
  }

  void announce(TestProbe<DeviceProtocol.Command> device, NodeId node) {
    announce(device, report(node));
  }

  void announce(TestProbe<DeviceProtocol.Command> device, DeviceReport report) {
    Devices devices = new Devices(List.of(new Devices.Listed(frontOf(device), report)));
    view.show(devices, Set.of(report.node()), Set.of());
    subscriber.tell(devices);
  }

  /** Claims come at any time and go to a probe of their own. */
  private ActorRef<DeviceProtocol.Command> frontOf(TestProbe<DeviceProtocol.Command> device) {
    return fronts.computeIfAbsent(
        device,
        key ->
            testKit.spawn(
                Behaviors.receive(DeviceProtocol.Command.class)
                    .onMessage(
                        ClaimReplicas.class,
                        claim -> {
                          claims.ref().tell(claim);
                          return Behaviors.same();
                        })
                    .onAnyMessage(
                        command -> {
                          device.ref().tell(command);
                          return Behaviors.same();
                        })
                    .build()));
  }

  static void held(
      TestProbe<DeviceProtocol.Command> device, NodeId node, List<ReplicaStatus> replicas) {
    device
        .expectMessageClass(DescribeReplicas.class)
        .replyTo()
        .tell(new HeldReplicas(node, replicas));
  }

  ReplicaId addVersion(TestProbe<DeviceProtocol.Command> device) {
    entity.tell(addVersion());
    assertThat(added.receiveMessage().value()).isEqualTo(ModelVersion.of("digits", "1"));
    StartReplica start = device.expectMessageClass(StartReplica.class);
    assertThat(start.specification().bytes()).as("artifact and overhead").isEqualTo(200);
    start.replyTo().tell(new ReplicaGranted(start.replica(), NODE_A));
    return start.replica();
  }

  AddVersion addVersion() {
    return new AddVersion(null, ARTIFACT, 100, signature(8), "upload", NOON, added.ref());
  }

  void deploy(int replicas) {
    entity.tell(setDeployment(replicas));
    assertThat(summaries.receiveMessage().value().deployment().scaling().minimumReplicas())
        .isEqualTo(replicas);
  }

  SetDeployment setDeployment(int replicas) {
    return new SetDeployment(Deployment.of(ONE, replicas), NOON, summaries.ref());
  }

  void tell(ReplicaId replica, NodeId node, ReplicaPhase phase) {
    tell(status(replica, node, phase));
  }

  void tell(ReplicaStatus status) {
    entity.tell(new ReplicaChanged(status));
  }

  static ReplicaStatus failed(ReplicaId replica, ErrorCode code, String message) {
    return new ReplicaStatus(
        replica, NODE_A, ReplicaPhase.FAILED, "test", new PlatformError(code, message));
  }

  ModelSummary describe() {
    entity.tell(new DescribeModel(summaries.ref()));
    return summaries.receiveMessage().value();
  }

  /** The question after each step is the barrier: its tick is handled before the next. */
  void steps(int count) {
    TestProbe<Outcome<ModelSummary>> barrier = testKit.createTestProbe();
    for (int i = 0; i < count; i++) {
      timePasses();
      entity.tell(new DescribeModel(barrier.ref()));
      barrier.receiveMessage();
    }
  }

  void timePasses() {
    clock.advance(STEP);
    ManualTime.get(testKit.system()).timePasses(STEP);
  }

  ModelSummary awaitPublished(VersionState state, long readyReplicas) {
    ModelSummary summary = catalog.receiveMessage();
    while (summary.version(ONE).orElseThrow().state() != state
        || summary.readyReplicas(ONE) != readyReplicas) {
      summary = catalog.receiveMessage();
    }
    return summary;
  }

  /** Everything that was told before has been handled, and led to nothing there. */
  void nothingMoreOf(TestProbe<DeviceProtocol.Command> device) {
    describe();
    device.expectNoMessage(Duration.ZERO);
  }
}
