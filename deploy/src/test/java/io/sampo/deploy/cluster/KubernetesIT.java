package io.sampo.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.cluster.load.LoadCounts;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.ResponseListener;
import io.sampo.cluster.scenario.Pause;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One cluster from its first pod on, as the manifests describe it: nodes find each other through
 * the Kubernetes API, speak mutual TLS, and serve while pods and certificates change. Each step
 * begins where the one before has ended.
 *
 * <p>Seen red with {@code SAMPO_POD_LABEL_SELECTOR} without the component (a coordinator and a
 * compute pod formed a cluster), with a stranger whose certificate is of the cluster's authority
 * (it became a member), with {@code SAMPO_TLS_RELOAD_EVERY} at five minutes (the old certificate
 * was shown), and with coordinated shutdown taken off the signal (the replica went with its pod).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {

  private static final double REQUESTS_PER_SECOND = 200;
  private static final double REQUESTS_PER_SECOND_IN_AN_OUTAGE = 100;
  private static final List<String> PROBES = List.of("/startup", "/ready", "/alive");
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(1);
  private static final int ENDED_BY_SIGTERM = 143;

  /** Longer than whoever may form a cluster looks whether others come. */
  private static final int LOOKS_WITHOUT_MAJORITY = 8;

  private static PodCluster cluster;
  private static RunningPod coordinator0;
  private static RunningPod coordinator1;
  private static RunningPod compute0;
  private static RunningPod compute1;
  private static IdentityModel model;
  private static String version;

  @BeforeAll
  static void start() {
    cluster = PodCluster.start();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void twoCoordinatorsFormTheClusterAndNoComputePodStandsInForOne() {
    // given one coordinator that the API shows as running, and a compute pod
    coordinator0 = cluster.start(Component.COORDINATOR, 0);
    compute0 = cluster.start(Component.COMPUTE, 0);
    coordinator1 = cluster.startPending(Component.COORDINATOR, 1);
    for (RunningPod pod : List.of(coordinator0, compute0, coordinator1)) {
      within(60, "[" + pod + "] to look for contact points")
          .until(() -> looks(pod) >= LOOKS_WITHOUT_MAJORITY || !pod.members().isEmpty());
      assertThat(pod.members()).as("members seen by [%s]", pod).isEmpty();
    }

    // when
    cluster.api().setPhase(coordinator1.name(), "Running");

    // then
    awaitMembers(coordinator0, compute0, coordinator1);
    assertThat(coordinator0.rolesOfMembers())
        .isEqualTo(
            Map.of(
                coordinator0.remoting(), Set.of("coordinator", "frontend"),
                coordinator1.remoting(), Set.of("coordinator", "frontend"),
                compute0.remoting(), Set.of("compute")));
  }

  @Test
  @Order(2)
  void aPodThatIsAddedJoinsAndOthersAreTurnedAway() {
    // when
    compute1 = cluster.start(Component.COMPUTE, 1);
    RunningPod stranger = cluster.startStranger("sampo-stranger-0");
    RunningPod forbidden = cluster.startForbidden("sampo-forbidden-0");

    // then
    awaitMembers(coordinator0, coordinator1, compute0, compute1);
    within(30, "[" + stranger + "] to try to join")
        .until(() -> coordinator0.links().attempts(stranger.address()) > 2);
    within(30, "[" + forbidden + "] to say what it lacks")
        .until(() -> forbidden.process().tail(50).contains("check RBAC settings"));
    for (RunningPod refused : List.of(stranger, forbidden)) {
      assertThat(refused.isGreen("/alive")).as("[%s] alive", refused).isTrue();
      assertThat(refused.isReady()).as("[%s] ready", refused).isFalse();
      assertThat(refused.members()).as("members seen by [%s]", refused).isEmpty();
    }
    assertMembers(coordinator0, coordinator1, compute0, compute1);
    cluster.kubelet().delete(stranger, Duration.ZERO);
    cluster.kubelet().delete(forbidden, Duration.ZERO);
  }

  @Test
  @Order(3)
  void aRenewedCertificateIsShownOnEveryLinkWithoutALostRequest() {
    List<RunningPod> pods = List.of(coordinator0, coordinator1, compute0, compute1);
    NodeCertificate next = cluster.issueCertificate();
    NodeCertificate peer = cluster.issueCertificate();
    serve(2);
    try (LoadGenerator load = traffic(REQUESTS_PER_SECOND_IN_AN_OUTAGE)) {
      // when the kubelets change the files, links that are open stay
      cluster.mount(next, pods);
      awaitShown(next, peer, pods);
      assertNoneFailed(load.cut());

      // and when every link has to be made anew
      pods.forEach(pod -> pod.links().look(peer));
      pods.forEach(pod -> pod.links().breakAll());

      // then each node has one to each other node, with the new certificate at both ends
      for (RunningPod pod : pods) {
        within(20, "all links to [" + pod + "] to be there again")
            .untilAsserted(() -> assertAllOthersAreLinkedTo(pod, pods));
      }
      assertNoneFailed(load);
      assertThat(serials(pods)).containsExactly(next.serial());
    }
    assertMembers(coordinator0, coordinator1, compute0, compute1);
  }

  @Test
  @Order(4)
  void anotherAuthorityTakesOverWithoutALostRequest() {
    List<RunningPod> pods = List.of(coordinator0, coordinator1, compute0, compute1);
    serve(2);
    try (LoadGenerator load = traffic(REQUESTS_PER_SECOND)) {
      cluster.replaceAuthority();
      NodeCertificate next = cluster.issueCertificate();
      cluster.mount(next, pods);
      awaitShown(next, cluster.issueCertificate(), pods);
      assertNoneFailed(load);
    }
    assertMembers(coordinator0, coordinator1, compute0, compute1);
  }

  @Test
  @Order(5)
  void aComputePodThatIsDeletedHandsItsReplicaOverWithoutALostRequest() {
    serve(1);
    RunningPod host = model.hosts().contains(compute0.remoting()) ? compute0 : compute1;
    RunningPod other = host == compute0 ? compute1 : compute0;
    try (LoadGenerator load = traffic(REQUESTS_PER_SECOND)) {
      // when
      boolean inTime =
          cluster.kubelet().delete(host, cluster.template(Component.COMPUTE).gracePeriod());

      // then
      assertThat(inTime).as("ended within its grace period").isTrue();
      assertThat(host.process().exitCode()).hasValue(ENDED_BY_SIGTERM);
      assertThat(model.hosts()).containsExactly(other.remoting());
      awaitMembers(coordinator0, coordinator1, other);
      assertNoneFailed(load);
    }
  }

  /** Until all pods show the certificate to a peer, whose own they accept. */
  private static void awaitShown(
      NodeCertificate certificate, NodeCertificate peer, List<RunningPod> pods) {
    for (RunningPod pod : pods) {
      within(10, "[" + pod + "] to show the new certificate")
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(pod.links().servedSerial(peer)).isEqualTo(certificate.serial()));
    }
  }

  private static void serve(int replicas) {
    if (model == null) {
      IdentityModel identity = new IdentityModel(cluster.adminAt(coordinator0, coordinator1));
      version = identity.register();
      within(30, "the model to be checked").until(() -> identity.isAvailable(version));
      model = identity;
    }
    model.deploy(version, replicas);
    within(30, replicas + " replicas").until(() -> model.hosts().size() == replicas);
  }

  /** Requests through both frontends, of which some have been answered already. */
  private static LoadGenerator traffic(double perSecond) {
    LoadGenerator load =
        LoadGenerator.start(
            model.requests(perSecond, List.of(coordinator0.inference(), coordinator1.inference())),
            ResponseListener.NOBODY);
    within(20, "the first answers")
        .until(
            () -> {
              LoadCounts counts = load.cut().counts();
              assertThat(counts.failed()).as(counts.toString()).isZero();
              return counts.ok() > 0;
            });
    return load;
  }

  private static void assertNoneFailed(LoadGenerator load) {
    Pause.of(FOR_A_WHILE);
    assertNoneFailed(load.finish());
  }

  private static void assertNoneFailed(LoadResult result) {
    System.out.println(result);
    assertThat(result.counts().failed()).as(result.toString()).isZero();
    assertThat(result.counts().ok()).isPositive();
  }

  private static long looks(RunningPod pod) {
    return cluster.api().requestsOf(pod.name()).size();
  }

  /** Until all probes are green, and all pods are full members in the eyes of each. */
  private static void awaitMembers(RunningPod... pods) {
    for (RunningPod pod : pods) {
      within(60, "[" + pod + "] to be ready")
          .untilAsserted(() -> assertThat(PROBES).allMatch(pod::isGreen));
      within(60, "[" + pod + "] to see the members")
          .untilAsserted(() -> assertMembersSeenBy(pod, pods));
    }
  }

  private static void assertMembers(RunningPod... pods) {
    for (RunningPod pod : pods) {
      assertMembersSeenBy(pod, pods);
    }
  }

  private static void assertMembersSeenBy(RunningPod pod, RunningPod... pods) {
    assertThat(pod.members()).as("members seen by [%s]", pod).isEqualTo(remotings(pods));
    assertThat(pod.fullMembers()).as("members up for [%s]", pod).isEqualTo(remotings(pods));
  }

  private static Set<String> remotings(RunningPod... pods) {
    return List.of(pods).stream().map(RunningPod::remoting).collect(Collectors.toSet());
  }

  private static void assertAllOthersAreLinkedTo(RunningPod pod, List<RunningPod> pods) {
    assertThat(pod.links().seesAll()).as("all links to [%s] seen", pod).isTrue();
    assertThat(pod.links().links())
        .extracting(LinkWitness.Link::from)
        .as("with a link to [%s]", pod)
        .containsAll(pods.stream().filter(each -> each != pod).map(RunningPod::address).toList());
  }

  /** Of all certificates that either end of an open link has shown. */
  private static Set<BigInteger> serials(List<RunningPod> pods) {
    Set<BigInteger> serials = new HashSet<>();
    for (RunningPod pod : pods) {
      for (LinkWitness.Link link : pod.links().links()) {
        serials.add(link.clientSerial());
        serials.add(link.serverSerial());
      }
    }
    return serials;
  }

  private static ConditionFactory within(int seconds, String what) {
    return await(what).atMost(Duration.ofSeconds(seconds));
  }
}
