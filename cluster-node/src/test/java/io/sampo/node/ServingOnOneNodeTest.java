package io.sampo.node;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.device.Device;
import io.sampo.node.device.DeviceEnvironment;
import io.sampo.node.device.DeviceReports;
import io.sampo.node.device.DeviceSettings;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceView;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.node.serving.ModelSettings;
import io.sampo.node.serving.ModelSharding;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaProtocol;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All parts of serving in a real cluster of one, with sharding, gossip and a journal in memory. */
class ServingOnOneNodeTest {
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster {
        roles = [coordinator, compute]
        jmx.enabled = off
        periodic-tasks-initial-delay = 100ms
        gossip-interval = 100ms
        leader-actions-interval = 100ms
        distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 100ms }
        sharding { number-of-shards = 4, retry-interval = 200ms, remember-entities-store = eventsourced }
      }
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
      pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
      sampo.replica.linger = 10ms
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ActorTestKit testKit =
      ActorTestKit.create(ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()));
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final TestProbe<Outcome<ModelSummary>> summaries = testKit.createTestProbe();
  private ActorRef<DeviceProtocol.Command> device;

  @BeforeEach
  void startNode() {
    Cluster cluster = Cluster.get(testKit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    DeviceView view = new DeviceView();
    ModelSharding.init(
        testKit.system(),
        testKit.spawn(DeviceDirectory.create(view)),
        view,
        ModelSettings.from(testKit.system().settings().config()),
        Clock.systemUTC());
    device = startDevice(cluster.selfMember().uniqueAddress());
  }

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void servesWhatWasAddedAndDeployed() {
    // when
    addVersion();
    deploy();

    // then: a ready replica is found by its version, and answers
    ActorRef<ReplicaProtocol.Command> replica = awaitReplica();
    TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();
    replica.tell(infer("r", client.ref(), pairs("x", 1, 2)));
    assertThat(client.expectMessageClass(ReplicaProtocol.InferChunk.class).outputs())
        .containsExactly(pairs("y", 0, 0));
    awaitCatalog();
  }

  @Test
  void drainsItsDeviceAndSaysSo() {
    // given
    addVersion();
    deploy();
    awaitReplica();
    TestProbe<Done> drained = testKit.createTestProbe();

    // when
    device.tell(new Device.Drain(drained.ref()));

    // then
    drained.receiveMessage(PATIENCE);
    assertThat(engine.openModels()).isZero();
    TestProbe<Object> probe = testKit.createTestProbe();
    probe.awaitAssert(
        PATIENCE,
        () ->
            assertThat(describe().placementReasons())
                .singleElement()
                .asString()
                .startsWith("Expected a"));
  }

  private void addVersion() {
    TestProbe<Outcome<ModelVersion>> added = testKit.createTestProbe();
    entity()
        .tell(
            new ModelProtocol.AddVersion(
                null, ARTIFACT, 100, signature(8), "upload", NOON, added.ref()));
    assertThat(added.receiveMessage(PATIENCE).value()).isEqualTo(ModelVersion.of("digits", "1"));
  }

  private void deploy() {
    entity()
        .tell(
            new ModelProtocol.SetDeployment(
                Deployment.of(new VersionName("1"), 1), NOON, summaries.ref()));
    assertThat(summaries.receiveMessage(PATIENCE).isRefused()).isFalse();
  }

  private ModelSummary describe() {
    entity().tell(new ModelProtocol.DescribeModel(summaries.ref()));
    return summaries.receiveMessage(PATIENCE).value();
  }

  private EntityRef<ModelProtocol.Command> entity() {
    return ClusterSharding.get(testKit.system()).entityRefFor(EntityKeys.MODEL, "digits");
  }

  private ActorRef<ReplicaProtocol.Command> awaitReplica() {
    var key = ServiceKeys.replicas(ModelVersion.of("digits", "1"));
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();
    return listing.awaitAssert(
        PATIENCE,
        () -> {
          testKit.system().receptionist().tell(Receptionist.find(key, listing.ref()));
          Set<ActorRef<ReplicaProtocol.Command>> replicas =
              listing.receiveMessage().getServiceInstances(key);
          assertThat(replicas).hasSize(1);
          return replicas.iterator().next();
        });
  }

  private void awaitCatalog() {
    var key = CatalogKeys.model("digits");
    TestProbe<Replicator.GetResponse<LWWMap<String, ModelSummary>>> entries =
        testKit.createTestProbe();
    entries.awaitAssert(
        PATIENCE,
        () -> {
          DistributedData.get(testKit.system())
              .replicator()
              .tell(new Replicator.Get<>(key, Replicator.readLocal(), entries.ref()));
          assertThat(entries.receiveMessage())
              .isInstanceOfSatisfying(
                  Replicator.GetSuccess.class,
                  found -> assertThat(found.dataValue().toString()).contains("phase=READY"));
          return Done.getInstance();
        });
  }

  private ActorRef<DeviceProtocol.Command> startDevice(UniqueAddress self) {
    var config = testKit.system().settings().config();
    NodeId node =
        new NodeId(
            self.address().getHost().orElseThrow(),
            self.address().getPort().orElseThrow(),
            self.longUid());
    DeviceEnvironment environment =
        new DeviceEnvironment(
            node,
            "1.0.0",
            engine,
            new FakeArtifactStore(),
            ReplicaSettings.from(config),
            model ->
                ClusterSharding.get(testKit.system()).entityRefFor(EntityKeys.MODEL, model.value()),
            DeviceReports.inCluster(testKit.system(), node, Clock.systemUTC()),
            Clock.systemUTC(),
            System::nanoTime,
            code -> {});
    return testKit.spawn(
        Device.create(
            DeviceSettings.from(config), environment, (start, executor) -> Behaviors.empty()));
  }
}
