package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may talk to whom: all is denied, and what is needed is allowed. */
class NetworkTest {

  /** Pods of this namespace, whatever else they are. */
  private static final Predicate<NetworkPolicyPeer> OURS =
      peer -> peer.getNamespaceSelector() == null && peer.getIpBlock() == null;

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void whatIsNotAllowedIsDenied(Manifests manifests) {
    NetworkPolicy deny = manifests.one(NetworkPolicy.class, "default-deny");

    assertThat(deny.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
    assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(deny.getSpec().getIngress()).isEmpty();
    assertThat(deny.getSpec().getEgress()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesReachEachOther(Manifests manifests) {
    for (StatefulSet from : manifests.nodes()) {
      for (StatefulSet to : manifests.nodes()) {
        assertThat(let(manifests, from, to)).contains(17355, 7626);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void gradientsTravelBetweenDevicesAlone(Manifests manifests) {
    StatefulSet coordinator = manifests.nodes().get(0);
    StatefulSet compute = manifests.nodes().get(1);

    assertThat(let(manifests, compute, compute)).contains(17455);
    assertThat(entering(manifests, compute, peer -> admits(peer, coordinator)))
        .doesNotContain(17455);
    assertThat(entering(manifests, compute, OURS.negate())).doesNotContain(17455);
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void othersReachDoorsAndMetricsAlone(Manifests manifests) {
    assertThat(entering(manifests, manifests.nodes().get(0), OURS.negate()))
        .containsExactlyInAnyOrder(8080, 8081, 8082, 9095);
    assertThat(entering(manifests, manifests.nodes().get(1), OURS.negate())).containsExactly(9095);
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void monitoringReachesMetricsAlone(Manifests manifests) {
    Predicate<NetworkPolicyPeer> monitoring =
        peer -> isNamespace(peer, "kubernetes.io/metadata.name", "monitoring");

    for (StatefulSet set : manifests.nodes()) {
      assertThat(entering(manifests, set, monitoring)).containsExactly(9095);
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesReachNamesAndTheApiServer(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      assertThat(leaving(manifests, set)).contains(53, 443, 6443);
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void coordinatorsAloneReachTheJournal(Manifests manifests) {
    assertThat(leaving(manifests, manifests.nodes().get(0))).contains(9042);
    assertThat(leaving(manifests, manifests.nodes().get(1))).doesNotContain(9042);
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void whatIsLetInIsAPortOfThePods(Manifests manifests) {
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      for (StatefulSet set : manifests.selected(policy.getSpec().getPodSelector())) {
        Set<Integer> ports =
            Manifests.container(set).getPorts().stream()
                .map(port -> port.getContainerPort())
                .collect(Collectors.toSet());

        assertThat(ports)
            .as(
                "ports of [%s] for [%s]",
                set.getMetadata().getName(), policy.getMetadata().getName())
            .containsAll(ingress(Stream.of(policy), peer -> true).toList());
      }
    }
  }

  @Test
  void theServerOfALaptopHearsCoordinatorsAlone() {
    Manifests laptop = Manifests.overlay("laptop-cpu");
    StatefulSet cassandra = laptop.one(StatefulSet.class, "cassandra");
    StatefulSet coordinator = laptop.nodes().get(0);
    StatefulSet compute = laptop.nodes().get(1);

    assertThat(entering(laptop, cassandra, peer -> admits(peer, coordinator)))
        .containsExactly(9042);
    assertThat(entering(laptop, cassandra, peer -> admits(peer, compute))).isEmpty();
    assertThat(entering(laptop, cassandra, OURS.negate())).isEmpty();
    assertThat(leaving(laptop, cassandra)).isEmpty();
  }

  /** The ports of {@code to} at which both sides allow the connection. */
  private static List<Integer> let(Manifests manifests, StatefulSet from, StatefulSet to) {
    List<Integer> left = egress(policiesOf(manifests, from), peer -> admits(peer, to)).toList();
    return entering(manifests, to, peer -> admits(peer, from)).stream()
        .filter(left::contains)
        .toList();
  }

  private static List<Integer> entering(
      Manifests manifests, StatefulSet set, Predicate<NetworkPolicyPeer> from) {
    return ingress(policiesOf(manifests, set), from).distinct().toList();
  }

  private static List<Integer> leaving(Manifests manifests, StatefulSet set) {
    return egress(policiesOf(manifests, set), peer -> true).distinct().toList();
  }

  private static Stream<NetworkPolicy> policiesOf(Manifests manifests, StatefulSet set) {
    return manifests.all(NetworkPolicy.class).stream()
        .filter(policy -> manifests.selected(policy.getSpec().getPodSelector()).contains(set));
  }

  private static Stream<Integer> ingress(
      Stream<NetworkPolicy> policies, Predicate<NetworkPolicyPeer> from) {
    Stream<NetworkPolicyIngressRule> rules =
        policies.flatMap(policy -> policy.getSpec().getIngress().stream());
    return rules
        .filter(rule -> rule.getFrom().stream().anyMatch(from))
        .flatMap(rule -> numbers(rule.getPorts()));
  }

  /** A rule that names nobody is for everybody. */
  private static Stream<Integer> egress(
      Stream<NetworkPolicy> policies, Predicate<NetworkPolicyPeer> to) {
    Stream<NetworkPolicyEgressRule> rules =
        policies.flatMap(policy -> policy.getSpec().getEgress().stream());
    return rules
        .filter(rule -> rule.getTo().isEmpty() || rule.getTo().stream().anyMatch(to))
        .flatMap(rule -> numbers(rule.getPorts()));
  }

  private static Stream<Integer> numbers(List<NetworkPolicyPort> ports) {
    return ports.stream().map(port -> port.getPort().getIntVal());
  }

  private static boolean admits(NetworkPolicyPeer peer, StatefulSet set) {
    return OURS.test(peer)
        && Manifests.labelsOf(set)
            .entrySet()
            .containsAll(peer.getPodSelector().getMatchLabels().entrySet());
  }

  private static boolean isNamespace(NetworkPolicyPeer peer, String label, String value) {
    return peer.getNamespaceSelector() != null
        && Map.of(label, value).equals(peer.getNamespaceSelector().getMatchLabels());
  }
}
