package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import io.sampo.cluster.bench.BenchCluster;
import io.sampo.cluster.bench.ServedModel;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.ResponseListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
  private static final double REQUESTS_PER_SECOND = 100;
  private static final double REQUESTS_PER_SECOND_IN_AN_OUTAGE = 20;
  private static final int CONNECTIONS_IN_AN_OUTAGE = 600;
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(1);

  private static LocalCluster cluster;
  private static ServedModel model;
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
    model = new ServedModel(BenchCluster.of(cluster), "identity");
    first = model.register(64);
    second = model.register(32);
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
    cluster.view().awaitAllMembers(Duration.ofSeconds(60));
    model.serve(first, 1);
  }

  @Test
  void aNewVersionIsRolledOut() {
    try (LoadGenerator load = traffic()) {
      model.serve(second, 1);

      assertNoneFailed(load);
    }
  }

  @Test
  void aCanaryGrowsFromATenthToEverything() {
    try (LoadGenerator load = traffic()) {
      model.divide(first, second, 10);
      assertNoneFailedSoFar(load);

      model.serve(second, 1);
      assertNoneFailed(load);
    }
  }

  @Test
  void replicasGrowFromOneToThreeAndBack() {
    try (LoadGenerator load = traffic()) {
      model.serve(first, 3);
      assertNoneFailedSoFar(load);

      model.serve(first, 1);
      assertNoneFailed(load);
    }
  }

  @Test
  void aModelIsReloaded() {
    try (LoadGenerator load = traffic()) {
      model.reload();

      assertNoneFailed(load);
    }
  }

  @Test
  void aNodeDrainsStopsAndComesBack() {
    LocalNode host = model.host();
    try (LoadGenerator load = traffic()) {
      cluster.term(host.number());
      assertThat(host.process().exitCode()).as("of a node that left in order").hasValue(143);
      assertNoneFailedSoFar(load);

      cluster.restart(host.number());
      assertNoneFailed(load);
    }
  }

  @Test
  void aNodeWithOneOfTwoReplicasIsKilled() {
    model.serve(first, 2);
    LocalNode victim = model.host();
    LoadPlan requests = model.requests(REQUESTS_PER_SECOND).targets(doorsWithout(victim));
    try (LoadGenerator load = traffic(requests)) {
      cluster.kill(victim.number());
      model.awaitReplicasWithout(victim, 2);

      assertNoneFailed(load);
    }
  }

  @Test
  void theNodeWithTheOnlyReplicaIsKilled() {
    LocalNode victim = model.host();
    LoadPlan requests =
        model
            .requests(REQUESTS_PER_SECOND)
            .targets(doorsWithout(victim))
            .atRate(REQUESTS_PER_SECOND_IN_AN_OUTAGE, CONNECTIONS_IN_AN_OUTAGE);
    try (LoadGenerator load = traffic(requests)) {
      cluster.kill(victim.number());
      model.awaitReplicasWithout(victim, 1);

      assertNoneFailed(load);
    }
  }

  private static LoadGenerator traffic() {
    return traffic(model.requests(REQUESTS_PER_SECOND));
  }

  private static LoadGenerator traffic(LoadPlan requests) {
    LoadPlan endless = requests.lasting(Duration.ZERO, Duration.ofHours(1));
    LoadGenerator load = LoadGenerator.start(endless, ResponseListener.NOBODY);
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

  private static List<URI> doorsWithout(LocalNode node) {
    return cluster.nodes().stream().filter(each -> each != node).map(LocalNode::inference).toList();
  }
}
