package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod that is told to go has the time that its node may take to go. */
class ShutdownTest {
  private static final String SHUTDOWN = "pekko.coordinated-shutdown";
  private static final Duration MARGIN = Duration.ofSeconds(30);

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void theGracePeriodCoversAllPhasesOfTheShutdown(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Duration needed =
          phases(PodConfiguration.load(manifests, set)).plus(preStop(set)).plus(MARGIN);

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

  private static Duration phases(Config config) {
    Config shutdown = config.getConfig(SHUTDOWN);
    Duration usual = shutdown.getDuration("default-phase-timeout");
    ConfigObject phases = shutdown.getObject("phases");
    Duration sum = Duration.ZERO;
    for (String phase : phases.keySet()) {
      String path = "phases." + phase + ".timeout";
      sum = sum.plus(shutdown.hasPath(path) ? shutdown.getDuration(path) : usual);
    }
    return sum;
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
