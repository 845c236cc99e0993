package io.sampo.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A selector that matches nothing is not an error to Kubernetes. */
class SelectorsTest {
  private static final String DISCOVERED = "pekko.discovery.kubernetes-api.pod-label-selector";

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void aStatefulSetSelectsItsOwnPodsAlone(Manifests manifests) {
    for (StatefulSet set : manifests.all(StatefulSet.class)) {
      assertThat(manifests.selected(set.getSpec().getSelector()))
          .extracting(SelectorsTest::name)
          .containsExactly(name(set));
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void everyServiceHasPods(Manifests manifests) {
    for (Service service : manifests.all(Service.class)) {
      assertThat(manifests.selected(service.getSpec().getSelector()))
          .as("pods of [%s]", name(service))
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void clientsAreSentToCoordinatorsAlone(Manifests manifests) {
    Service clients = manifests.one(Service.class, "sampo");

    assertThat(manifests.selected(clients.getSpec().getSelector()))
        .extracting(SelectorsTest::name)
        .containsExactly(Manifests.COORDINATOR);
  }

  /** They become ready by finding each other. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void podsHaveNamesBeforeTheyAreReady(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Service names = manifests.one(Service.class, set.getSpec().getServiceName());

      assertThat(names.getSpec().getClusterIP()).isEqualTo("None");
      assertThat(names.getSpec().getPublishNotReadyAddresses()).isTrue();
      assertThat(manifests.selected(names.getSpec().getSelector())).contains(set);
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void eachKindOfNodeHasADisruptionBudgetOfItsOwn(Manifests manifests) {
    Map<String, List<String>> budgets =
        manifests.all(PodDisruptionBudget.class).stream()
            .collect(
                toMap(
                    SelectorsTest::name,
                    each ->
                        manifests.selected(each.getSpec().getSelector()).stream()
                            .map(SelectorsTest::name)
                            .toList()));

    assertThat(budgets.values())
        .containsExactlyInAnyOrder(List.of(Manifests.COORDINATOR), List.of(Manifests.COMPUTE));
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void oneNodeOfAKindMayBeAwayAndABrokenOneHoldsNothingUp(Manifests manifests) {
    assertThat(manifests.all(PodDisruptionBudget.class))
        .allSatisfy(
            budget -> {
              assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
              assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
            });
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void networkPoliciesSpeakOfPodsThatExist(Manifests manifests) {
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      assertThat(manifests.selected(policy.getSpec().getPodSelector()))
          .as("pods of [%s]", name(policy))
          .isNotEmpty();
      assertThat(peersOfThisNamespace(policy))
          .allSatisfy(peer -> assertThat(manifests.selected(peer)).isNotEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void podsAreSpreadAmongTheirOwnKind(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      assertThat(set.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
          .isNotEmpty()
          .extracting(TopologySpreadConstraint::getLabelSelector)
          .allSatisfy(selector -> assertThat(manifests.selected(selector)).containsExactly(set));
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void discoveryFindsCoordinatorsAlone(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Map<String, String> labels =
          Stream.of(PodConfiguration.load(manifests, set).getString(DISCOVERED).split(","))
              .map(label -> label.split("="))
              .collect(toMap(label -> label[0], label -> label[1]));

      assertThat(manifests.selected(labels))
          .extracting(SelectorsTest::name)
          .containsExactly(Manifests.COORDINATOR);
    }
  }

  private static List<LabelSelector> peersOfThisNamespace(NetworkPolicy policy) {
    Stream<NetworkPolicyPeer> from =
        policy.getSpec().getIngress().stream().flatMap(rule -> rule.getFrom().stream());
    Stream<NetworkPolicyPeer> to =
        policy.getSpec().getEgress().stream().flatMap(rule -> rule.getTo().stream());
    return Stream.concat(from, to)
        .filter(peer -> peer.getNamespaceSelector() == null)
        .map(NetworkPolicyPeer::getPodSelector)
        .toList();
  }

  private static String name(HasMetadata resource) {
    return resource.getMetadata().getName();
  }
}
