package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kubelet asks a pod is what Pekko Management answers. */
class ProbesTest {
  private static final String CHECKS = "pekko.management.health-checks.";

  /** A Cassandra that starts at the same time takes a minute on a slow machine. */
  private static final Duration SLOW_START = Duration.ofMinutes(2);

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void probesAskThePathsOfTheHealthChecks(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Config config = PodConfiguration.load(manifests, set);
      Container node = Manifests.container(set);

      assertThat(path(node.getStartupProbe()))
          .isEqualTo("/" + config.getString(CHECKS + "startup-path"));
      assertThat(path(node.getReadinessProbe()))
          .isEqualTo("/" + config.getString(CHECKS + "readiness-path"));
      assertThat(path(node.getLivenessProbe()))
          .isEqualTo("/" + config.getString(CHECKS + "liveness-path"));
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void probesAskTheManagementPort(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      assertThat(probes(set))
          .extracting(probe -> probe.getHttpGet().getPort().getStrVal())
          .containsOnly("management");
    }
  }

  /** A probe that gives up before the checks have answered says nothing about the node. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void probesWaitLongerThanTheChecksMayTake(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Duration checks = PodConfiguration.load(manifests, set).getDuration(CHECKS + "check-timeout");

      assertThat(probes(set))
          .allSatisfy(
              probe ->
                  assertThat(Duration.ofSeconds(probe.getTimeoutSeconds())).isGreaterThan(checks));
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void aSlowStartIsNoReasonToStartAgain(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Probe startup = Manifests.container(set).getStartupProbe();
      Duration patience =
          Duration.ofSeconds((long) startup.getPeriodSeconds() * startup.getFailureThreshold());

      assertThat(patience).isGreaterThanOrEqualTo(SLOW_START);
    }
  }

  private static List<Probe> probes(StatefulSet set) {
    Container node = Manifests.container(set);
    return List.of(node.getStartupProbe(), node.getReadinessProbe(), node.getLivenessProbe());
  }

  private static String path(Probe probe) {
    return probe.getHttpGet().getPath();
  }
}
