package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import io.sampo.cluster.bench.BenchCluster;
import io.sampo.cluster.bench.BenchModel;
import io.sampo.cluster.bench.InferRequests;
import io.sampo.cluster.load.Delivery;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.RequestMix;
import io.sampo.cluster.load.ResponseListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an operator does to a model and its nodes, and what a crash does, while requests come at a
 * constant rate: none fails. A client sends a request again, to another node, if its connection
 * ends before the answer begins, as it may with any server that stops.
 */
class ServingUnderChangeIT {
  private static final String MODEL = "identity";
  private static final String ONE_REPLICA =
      """
      {"weights":{"%s":100},"replicas":1}""";
  private static final double REQUESTS_PER_SECOND = 100;

  /** All that come while a lost replica is replaced find a connection. */
  private static final int CONNECTIONS = 48;

  private static final double REQUESTS_PER_SECOND_IN_AN_OUTAGE = 20;
  private static final int CONNECTIONS_IN_AN_OUTAGE = 600;
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(1);

  private static LocalCluster cluster;
  private static BenchCluster models;
  private static String first;
  private static String second;

  @BeforeAll
  static void start() {
    cluster =
        LocalCluster.options()
            .nodes(3)
            .profile(Profile.MODERATE)
            .quickStart()
            .onEvent(System.out::println)
            .start();
    models = BenchCluster.of(cluster);
    first = models.register(MODEL, BenchModel.IDENTITY.upload(64));
    second = models.register(MODEL, BenchModel.IDENTITY.upload(32));
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void threeNodesServeTheFirstVersion() {
    for (LocalNode node : cluster.nodes()) {
      if (!node.isAlive()) {
        cluster.restart(node.number());
      }
    }
    cluster.awaitMembers("three members", Duration.ofSeconds(60), each -> each.healthy() == 3);
    models.setReplicas(MODEL, first, 1);
  }

  @Test
  void aNewVersionIsRolledOut() {
    try (LoadGenerator load = traffic(doors())) {
      models.setReplicas(MODEL, second, 1);
      awaitOnly(second, 1);

      assertNoneFailed(load);
    }
  }

  @Test
  void aCanaryGrowsFromATenthToEverything() {
    try (LoadGenerator load = traffic(doors())) {
      deploy("{\"weights\":{\"%s\":90,\"%s\":10},\"replicas\":1}".formatted(first, second));
      models.await("both versions", () -> isReady(first, 1) && isReady(second, 1));
      assertNoneFailedSoFar(load);

      deploy(ONE_REPLICA.formatted(second));
      awaitOnly(second, 1);
      assertNoneFailed(load);
    }
  }

  @Test
  void replicasGrowFromOneToThreeAndBack() {
    try (LoadGenerator load = traffic(doors())) {
      models.setReplicas(MODEL, first, 3);
      assertNoneFailedSoFar(load);

      models.setReplicas(MODEL, first, 1);
      assertNoneFailed(load);
    }
  }

  @Test
  void aModelIsReloaded() {
    Set<String> before = replicas();
    try (LoadGenerator load = traffic(doors())) {
      models.admin().post("/api/v1/models/" + MODEL + "/reload", "{}");
      models.await(
          "another replica in the place of " + before,
          () -> isReady(first, 1) && replicas().stream().noneMatch(before::contains));

      assertNoneFailed(load);
    }
  }

  @Test
  void aNodeDrainsStopsAndComesBack() {
    LocalNode host = models.host(MODEL);
    try (LoadGenerator load = traffic(doors())) {
      cluster.term(host.number());
      assertThat(host.process().exitCode()).as("of a node that left in order").hasValue(143);
      assertNoneFailedSoFar(load);

      cluster.restart(host.number());
      assertNoneFailed(load);
    }
  }

  @Test
  void aNodeWithOneOfTwoReplicasIsKilled() {
    models.setReplicas(MODEL, first, 2);
    LocalNode victim = models.host(MODEL);
    try (LoadGenerator load = traffic(doorsWithout(victim))) {
      cluster.kill(victim.number());
      models.await("two replicas elsewhere", () -> isReadyWithout(victim, 2));

      assertNoneFailed(load);
    }
  }

  @Test
  void theNodeWithTheOnlyReplicaIsKilled() {
    LocalNode victim = models.host(MODEL);
    LoadPlan plan =
        plan(doorsWithout(victim))
            .atRate(REQUESTS_PER_SECOND_IN_AN_OUTAGE, CONNECTIONS_IN_AN_OUTAGE);
    try (LoadGenerator load = LoadGenerator.start(plan, ResponseListener.NOBODY)) {
      letItRun();
      cluster.kill(victim.number());
      models.await("the replica elsewhere", () -> isReadyWithout(victim, 1));

      assertNoneFailed(load);
    }
  }

  private static LoadPlan plan(List<URI> doors) {
    return LoadPlan.of(
            doors.get(0), RequestMix.of(InferRequests.to(MODEL, BenchModel.IDENTITY).binary(1)))
        .targets(doors)
        .lasting(Duration.ZERO, Duration.ofHours(1))
        .delivery(new Delivery(Duration.ofSeconds(40), true));
  }

  private static LoadGenerator traffic(List<URI> doors) {
    LoadPlan plan = plan(doors).atRate(REQUESTS_PER_SECOND, CONNECTIONS);
    LoadGenerator load = LoadGenerator.start(plan, ResponseListener.NOBODY);
    letItRun();
    return load;
  }

  private static void letItRun() {
    Pause.of(FOR_A_WHILE);
  }

  private static void assertNoneFailedSoFar(LoadGenerator load) {
    letItRun();
    assertNoneFailed(load.cut());
  }

  private static void assertNoneFailed(LoadGenerator load) {
    letItRun();
    assertNoneFailed(load.finish());
  }

  private static void assertNoneFailed(LoadResult result) {
    System.out.println(result);
    assertThat(result.counts().failed()).as(result.toString()).isZero();
    assertThat(result.counts().ok()).isPositive();
  }

  private static List<URI> doors() {
    return cluster.nodes().stream().map(LocalNode::inference).toList();
  }

  private static List<URI> doorsWithout(LocalNode node) {
    return cluster.nodes().stream().filter(each -> each != node).map(LocalNode::inference).toList();
  }

  private static void deploy(String json) {
    models.admin().put("/api/v1/models/" + MODEL + "/deployment", json);
  }

  private static JsonNode model() {
    return models.admin().get("/api/v1/models/" + MODEL);
  }

  private static Set<String> replicas() {
    return Set.copyOf(model().path("replicas").findValuesAsText("replica"));
  }

  private static boolean isReadyWithout(LocalNode gone, int replicas) {
    Set<String> ready = models.readyNodes(MODEL);
    return ready.size() >= replicas && !ready.contains("127.0.0.1:" + gone.ports().remoting());
  }

  private static boolean isReady(String version, int replicas) {
    return readyReplicas(version) == replicas;
  }

  private static void awaitOnly(String version, int replicas) {
    models.await(
        "only version [" + version + "]",
        () -> isReady(version, replicas) && model().path("replicas").size() == replicas);
  }

  private static int readyReplicas(String version) {
    for (JsonNode each : model().path("versions")) {
      if (each.path("version").asText().equals(version)) {
        return each.path("readyReplicas").asInt();
      }
    }
    return -1;
  }
}
