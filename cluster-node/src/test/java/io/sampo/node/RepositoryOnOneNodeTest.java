package io.sampo.node;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.Frontend;
import io.sampo.http.FrontendSettings;
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
import io.sampo.node.statistics.ServingLedger;
import io.sampo.node.statistics.StatisticsPublisher;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.ModelProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inference door before real entities and replicas, in a real cluster of one. */
class RepositoryOnOneNodeTest {
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster {
        roles = [coordinator, compute, frontend]
        jmx.enabled = off
        periodic-tasks-initial-delay = 100ms
        gossip-interval = 100ms
        leader-actions-interval = 100ms
        distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 50ms }
        sharding { number-of-shards = 4, retry-interval = 200ms, remember-entities-store = eventsourced }
      }
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
      pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
      sampo.replica.linger = 10ms
      sampo.http { inference.port = 0, admin.port = 0, metrics.port = 0 }
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PAIR =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1,2,3,4]}]}";

  private final Config config =
      ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load());
  private final ActorTestKit testKit = ActorTestKit.create("repository", config);
  private final TestProbe<Void> patient = testKit.createTestProbe();
  private final HttpClient client = HttpClient.newHttpClient();
  private String base;

  @BeforeEach
  void startNode() {
    Cluster cluster = Cluster.get(testKit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    DeviceView view = new DeviceView();
    ModelSharding.init(
        testKit.system(),
        testKit.spawn(DeviceDirectory.create(view)),
        view,
        ModelSettings.from(config),
        Clock.systemUTC());
    startDevice(cluster.selfMember().uniqueAddress());
    testKit.spawn(
        StatisticsPublisher.create(ServingLedger.get(testKit.system()), Duration.ofMillis(50)));
    int port =
        Frontend.start(
                testKit.system(),
                FrontendSettings.from(config),
                content -> CompletableFuture.failedFuture(new IllegalStateException("no store")),
                hash -> CompletableFuture.failedFuture(new IllegalStateException("no store")))
            .toCompletableFuture()
            .orTimeout(30, TimeUnit.SECONDS)
            .join()
            .inference()
            .getPort();
    base = "http://127.0.0.1:" + port;
    patient.awaitAssert(
        PATIENCE, () -> assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200));
    addVersion();
  }

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void loadsCountsAndUnloads() {
    // given
    patient.awaitAssert(
        PATIENCE,
        () -> assertThat(post("/v2/repository/index", "").body()).contains("\"name\":\"digits\""));

    // when
    HttpResponse<String> loaded = post("/v2/repository/models/digits/load", "");

    // then: it is ready, and what it answers is counted
    assertThat(loaded.statusCode()).as(loaded.body()).isEqualTo(200);
    assertThat(post("/v2/repository/index", "{\"ready\":true}").body())
        .isEqualTo("[{\"name\":\"digits\",\"version\":\"1\",\"state\":\"READY\"}]");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = post("/v2/models/digits/infer", PAIR);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    patient.awaitAssert(
        PATIENCE,
        () ->
            assertThat(get("/v2/models/digits/stats").body())
                .contains("\"inference_count\":6,\"execution_count\":3")
                .contains("\"success\":{\"count\":3,")
                .contains(
                    "\"compute_input\":{\"count\":3,\"ns\":30},"
                        + "\"compute_infer\":{\"count\":3,\"ns\":600},"
                        + "\"compute_output\":{\"count\":3,\"ns\":90},\"cache_hit\"")
                .contains(
                    "\"batch_stats\":[{\"batch_size\":2,"
                        + "\"compute_input\":{\"count\":3,\"ns\":30},"
                        + "\"compute_infer\":{\"count\":3,\"ns\":600},"
                        + "\"compute_output\":{\"count\":3,\"ns\":90}}]"));

    // when
    assertThat(post("/v2/repository/models/digits/unload", "").statusCode()).isEqualTo(200);

    // then: it is gone, and its counts are not
    patient.awaitAssert(
        PATIENCE,
        () ->
            assertThat(post("/v2/repository/index", "").body())
                .contains("\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\""));
    assertThat(post("/v2/models/digits/infer", PAIR).statusCode()).isEqualTo(404);
    assertThat(get("/v2/models/stats").body()).contains("\"inference_count\":6");
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  private HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new AssertionError("Expected an answer, but the door was silent", failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void addVersion() {
    TestProbe<Outcome<ModelVersion>> added = testKit.createTestProbe();
    ClusterSharding.get(testKit.system())
        .entityRefFor(EntityKeys.MODEL, "digits")
        .tell(
            new ModelProtocol.AddVersion(
                null, ARTIFACT, 100, signature(8), "upload", NOON, added.ref()));
    assertThat(added.receiveMessage(PATIENCE).value()).isEqualTo(ModelVersion.of("digits", "1"));
  }

  private void startDevice(UniqueAddress self) {
    NodeId node =
        new NodeId(
            self.address().getHost().orElseThrow(),
            self.address().getPort().orElseThrow(),
            self.longUid());
    DeviceEnvironment environment =
        new DeviceEnvironment(
            node,
            "1.0.0",
            FakeModelEngine.instant(),
            new FakeArtifactStore(),
            ReplicaSettings.from(config),
            model ->
                ClusterSharding.get(testKit.system()).entityRefFor(EntityKeys.MODEL, model.value()),
            DeviceReports.inCluster(testKit.system(), node, Clock.systemUTC()),
            Clock.systemUTC(),
            System::nanoTime,
            code -> {});
    testKit.spawn(
        Device.create(
            DeviceSettings.from(config), environment, (start, executor) -> Behaviors.empty()));
  }
}
