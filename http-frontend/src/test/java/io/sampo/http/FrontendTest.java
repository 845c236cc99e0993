package io.sampo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.admin.ArtifactSink;
import io.sampo.http.admin.ArtifactSource;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.server.Door;
import io.sampo.http.server.DoorOpener;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole frontend in a cluster of one: real doors, real catalog, real router. */
class FrontendTest {

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.cluster.jmx.enabled = off
              pekko.cluster.distributed-data.notify-subscribers-interval = 50 ms
              sampo.http.inference.port = 0
              sampo.http.grpc.port = 0
              sampo.http.admin.port = 0
              sampo.http.metrics { port = 0, refresh-interval = 200 ms }
              """)
          .withFallback(ConfigFactory.load());
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REQUEST =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  private static ActorTestKit kit;
  private static FrontendBindings bindings;
  private static HttpClientOfTests inference;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create("frontend-test", CONFIG);
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    // Only the way to entities, as on every frontend that is no coordinator.
    ClusterSharding.get(kit.system())
        .init(
            Entity.of(EntityKeys.MODEL, entity -> Behaviors.<ModelProtocol.Command>ignore())
                .withRole("coordinator"));
    ArtifactSink nowhere =
        content -> CompletableFuture.failedFuture(new IllegalStateException("no store"));
    ArtifactSource nothing =
        hash -> CompletableFuture.failedFuture(new IllegalStateException("no store"));
    bindings =
        Frontend.start(kit.system(), FrontendSettings.from(CONFIG), nowhere, nothing)
            .toCompletableFuture()
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    inference = new HttpClientOfTests(bindings.inference());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(inference.get("/v2/health/ready").statusCode()).isEqualTo(200));
  }

  @AfterAll
  static void stop() {
    // Longer than the doors wait for requests that are being answered.
    ActorTestKit.shutdown(kit.system(), PATIENCE);
  }

  /** Doubles every number. */
  private static Behavior<ReplicaProtocol.Command> doubling() {
    return Behaviors.receive(ReplicaProtocol.Command.class)
        .onMessage(Infer.class, FrontendTest::onInfer)
        .build();
  }

  private static Behavior<ReplicaProtocol.Command> onInfer(Infer infer) {
    float[] in = infer.inputs().get(0).toFloats();
    Tensor out = Tensor.ofFloats("y", Shape.of(1, 2), 2 * in[0], 2 * in[1]);
    infer
        .replyTo()
        .tell(
            new InferChunk(infer.requestId(), 0, true, List.of(out), new InferTimings(1, 1, 1), 0));
    return Behaviors.same();
  }

  private static void publish(ModelSummary model) {
    SelfUniqueAddress self = DistributedData.get(kit.system()).selfUniqueAddress();
    TestProbe<Replicator.UpdateResponse<LWWMap<String, ModelSummary>>> updated =
        kit.createTestProbe();
    DistributedData.get(kit.system())
        .replicator()
        .tell(
            new Replicator.Update<>(
                CatalogKeys.model(model.name().value()),
                LWWMap.empty(),
                Replicator.writeLocal(),
                updated.ref(),
                map -> map.put(self, model.name().value(), model)));
    updated.receiveMessage();
  }

  private static ActorRef<ReplicaProtocol.Command> register(String model) {
    return register(model, doubling());
  }

  private static ActorRef<ReplicaProtocol.Command> register(
      String model, Behavior<ReplicaProtocol.Command> behavior) {
    ActorRef<ReplicaProtocol.Command> replica = kit.spawn(behavior);
    register(model, replica);
    return replica;
  }

  private static void register(String model, ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<Receptionist.Registered> registered = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(
            Receptionist.register(
                ServiceKeys.replicas(ModelVersion.of(model, "1")), replica, registered.ref()));
    registered.receiveMessage();
  }

  /** So many requests, eight at a time; returns their statuses. */
  private static List<Integer> statuses(int requests, String path, IntConsumer before) {
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      return IntStream.range(0, requests)
          .mapToObj(
              i ->
                  CompletableFuture.supplyAsync(
                      () -> {
                        before.accept(i);
                        return inference.post(path, REQUEST).statusCode();
                      },
                      clients))
          .toList()
          .stream()
          .map(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join())
          .toList();
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void losesNoRequestWhenAReplicaStopsUnderLoad() {
    ActorRef<ReplicaProtocol.Command> first = register("loaded");
    register("loaded");
    publish(Fixtures.model("loaded", true));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(inference.get("/v2/models/loaded").statusCode()).isEqualTo(200));

    List<Integer> statuses =
        statuses(
            800,
            "/v2/models/loaded/infer",
            i -> {
              if (i == 300) {
                kit.stop(first);
              }
            });

    assertThat(statuses).hasSize(800).containsOnly(200);
  }

  @Test
  void answersWithWhatAReplicaComputes() {
    register("served");
    publish(Fixtures.model("served", true));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(inference.get("/v2/models/served").statusCode()).isEqualTo(200));

    HttpResponse<String> response = inference.post("/v2/models/served/infer", REQUEST);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("\"data\":[2.0,4.0]");
  }

  @Test
  void holdsARequestUntilTheFirstReplicaIsThere() {
    publish(Fixtures.model("late", false));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(inference.get("/v2/models/late/ready").statusCode()).isEqualTo(400));

    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> inference.post("/v2/models/late/infer", REQUEST));
    register("late");

    assertThat(response.orTimeout(30, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
  }

  @Test
  void answersNotReadyWhenNoReplicaComesWithinTheDeadline() {
    publish(Fixtures.model("never", false));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(inference.get("/v2/models/never/ready").statusCode()).isEqualTo(400));

    HttpResponse<String> response =
        inference.post("/v2/models/never/infer", REQUEST, "X-Request-Timeout", "200ms");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("'never' version 1 is not at ready state");
  }

  @Test
  @Conformance("I18")
  void answersWhenTheDeadlineHasPassed() {
    register("silent", Behaviors.ignore());
    publish(Fixtures.model("silent", true));

    // The first ones may pass before the router has heard of the replica.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> response =
                  inference.post("/v2/models/silent/infer", REQUEST, "X-Request-Timeout", "200ms");
              assertThat(response.statusCode()).isEqualTo(503);
              assertThat(response.body()).isEqualTo("{\"error\":\"Request timeout expired\"}");
            });
  }

  @Test
  void countsRequestsOnTheMetricsPage() {
    inference.post("/v2/models/unheard-of/infer", REQUEST);
    HttpClientOfTests metrics = new HttpClientOfTests(bindings.metrics());

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics.get("/metrics").body())
                    .containsPattern(
                        "sampo_inference_requests_total\\{[^}]*outcome=\"model_not_found\"")
                    .contains("sampo_inference_duration_seconds_bucket{le=\"0.001\"")
                    .contains("sampo_inference_duration_seconds_count{model=\"unknown\"}"));
    assertThat(metrics.get("/other").statusCode()).isEqualTo(404);
  }

  @Test
  void describesItsCluster() {
    HttpResponse<String> response = new HttpClientOfTests(bindings.admin()).get("/api/v1/cluster");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"status\":\"UP\"", "\"oldest\":true");
  }

  @Test
  void namesTheDoorAndThePortThatIsTaken() {
    int taken = bindings.inference().getPort();
    Door door = new Door("admin", "sampo.http.admin", "127.0.0.1", taken);

    assertThatThrownBy(
            () ->
                new DoorOpener(kit.system(), Duration.ofSeconds(1))
                    .open(door, (request, client) -> null)
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join())
        .hasMessageContaining("Expected to open the admin door on [127.0.0.1:" + taken + "]")
        .hasMessageContaining("[sampo.http.admin.port]");
  }

  /**
   * Every cancellation arrives; how fast is said by the fastest, because the others also measure
   * what else this machine does.
   */
  @Test
  void tellsTheReplicaWithinFiftyMillisecondsThatTheClientHasGone() throws Exception {
    TestProbe<ReplicaProtocol.Command> replica = kit.createTestProbe();
    register("abandoned", replica.ref());
    publish(Fixtures.model("abandoned", true));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(inference.get("/v2/models/abandoned/ready").statusCode())
                    .isEqualTo(200));

    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long goneAt = askAndGo("abandoned", replica);
      replica.expectMessageClass(CancelInfer.class, PATIENCE);
      fastest = Math.min(fastest, System.nanoTime() - goneAt);
    }

    assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(50));
  }

  /** When the client left, after its request had reached the replica. */
  private static long askAndGo(String model, TestProbe<ReplicaProtocol.Command> replica)
      throws Exception {
    try (Socket socket =
        new Socket(bindings.inference().getAddress(), bindings.inference().getPort())) {
      String head =
          "POST /v2/models/%s/infer HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(model, REQUEST.length());
      socket.getOutputStream().write((head + REQUEST).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      replica.expectMessageClass(Infer.class, PATIENCE);
      return System.nanoTime();
    }
  }
}
