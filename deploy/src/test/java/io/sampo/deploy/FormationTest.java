package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How pods become one cluster. */
class FormationTest {
  private static final String BOOTSTRAP =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesHaveTheRolesOfTheirPods(Manifests manifests) {
    assertThat(configuration(manifests, Manifests.COORDINATOR).getStringList("pekko.cluster.roles"))
        .containsExactly("coordinator", "frontend");
    assertThat(configuration(manifests, Manifests.COMPUTE).getStringList("pekko.cluster.roles"))
        .containsExactly("compute");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesAskTheApiServerForTheManagementPort(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Config config = PodConfiguration.load(manifests, set);

      assertThat(config.getString(BOOTSTRAP + "discovery-method")).isEqualTo("kubernetes-api");
      assertThat(config.getString(BOOTSTRAP + "port-name")).isEqualTo("management");
    }
  }

  /** Fewer could form two clusters, more could wait for one that never comes. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void aMajorityOfTheCoordinatorsFormsTheCluster(Manifests manifests) {
    int coordinators =
        manifests.one(StatefulSet.class, Manifests.COORDINATOR).getSpec().getReplicas();

    for (StatefulSet set : manifests.nodes()) {
      assertThat(
              PodConfiguration.load(manifests, set).getInt(BOOTSTRAP + "required-contact-point-nr"))
          .isEqualTo(coordinators / 2 + 1);
    }
  }

  /** In order, the second would wait for the first to be ready, which waits for the second. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void noPodWaitsForAnotherOneToBeReady(Manifests manifests) {
    assertThat(manifests.nodes())
        .extracting(set -> set.getSpec().getPodManagementPolicy())
        .containsOnly("Parallel");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesAreReachedByTheAddressOfTheirPod(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Config config = PodConfiguration.load(manifests, set);
      String pod = PodConfiguration.environment(manifests, set).get("SAMPO_HOST");

      assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo(pod);
      assertThat(config.getString("pekko.management.http.hostname")).isEqualTo(pod);
      assertThat(config.getString("sampo.training.data-plane.host")).isEqualTo(pod);
      assertThat(config.getString("sampo.http.metrics.interface")).isEqualTo(pod);
    }
  }

  /**
   * The name of a server is not there before its pod is ready, and later it leads to another pod.
   */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void coordinatorsLookForTheirJournalAgainAndAgain(Manifests manifests) {
    Config driver =
        configuration(manifests, Manifests.COORDINATOR).getConfig("datastax-java-driver.advanced");

    assertThat(driver.getBoolean("reconnect-on-init")).isTrue();
    assertThat(driver.getBoolean("resolve-contact-points")).isFalse();
  }

  @Test
  void noTwoCoordinatorsShareAMachine() {
    assertThat(spread("base", Manifests.COORDINATOR)).isEqualTo("DoNotSchedule");
    assertThat(spread("gpu", Manifests.COORDINATOR)).isEqualTo("DoNotSchedule");
  }

  @Test
  void aLaptopIsOneMachine() {
    assertThat(Manifests.overlay("laptop-cpu").nodes())
        .flatExtracting(set -> set.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
        .extracting(TopologySpreadConstraint::getWhenUnsatisfiable)
        .containsOnly("ScheduleAnyway");
  }

  private static String spread(String overlay, String name) {
    return Manifests.overlay(overlay)
        .one(StatefulSet.class, name)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getTopologySpreadConstraints()
        .stream()
        .filter(each -> each.getTopologyKey().equals("kubernetes.io/hostname"))
        .findFirst()
        .orElseThrow()
        .getWhenUnsatisfiable();
  }

  private static Config configuration(Manifests manifests, String name) {
    return PodConfiguration.load(manifests, manifests.one(StatefulSet.class, name));
  }
}
