package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.sampo.node.ShutdownTime;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod that is told to go has the time that its node may take to go. */
class ShutdownTest {
  private static final Duration MARGIN = Duration.ofSeconds(30);

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void theGracePeriodCoversAllPhasesOfTheShutdown(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Duration needed =
          ShutdownTime.of(PodConfiguration.load(manifests, set)).plus(preStop(set)).plus(MARGIN);

      assertThat(gracePeriod(set))
          .as("all phases of [%s], preStop and 30 s", set.getMetadata().getName())
          .isBetween(needed, needed.plus(MARGIN));
    }
  }

  /** While the pod sleeps it still serves, and Services forget it. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void servicesForgetAPodBeforeItsDoorsClose(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      assertThat(preStop(set)).isEqualTo(Duration.ofSeconds(5));
    }
  }

  private static Duration preStop(StatefulSet set) {
    return Duration.ofSeconds(
        Manifests.container(set).getLifecycle().getPreStop().getSleep().getSeconds());
  }

  private static Duration gracePeriod(StatefulSet set) {
    return Duration.ofSeconds(
        set.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds());
  }
}
