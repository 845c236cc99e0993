package io.sampo.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.management.HealthCheckSettings;
import org.apache.pekko.management.javadsl.HealthChecks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The checks as they are shipped, on nodes that have just been started and know nobody. */
class HealthChecksTest {
  private static final long PATIENCE_SECONDS = 20;

  private ActorTestKit testKit;

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void aCoordinatorHasStartedOnlyWithItsJournal() throws Exception {
    HealthChecks checks = checks("[coordinator]");

    assertThat(answer(checks.startup())).isFalse();
    assertThat(answer(checks.ready())).isFalse();
    assertThat(answer(checks.alive())).isTrue();
  }

  @Test
  void aNodeWithADeviceStartsWithoutAJournalAndIsNotReadyBeforeItIsAMember() throws Exception {
    HealthChecks checks = checks("[compute]");

    assertThat(answer(checks.startup())).isTrue();
    assertThat(answer(checks.ready())).isFalse();
    assertThat(answer(checks.alive())).isTrue();
  }

  private HealthChecks checks(String roles) {
    Config node =
        ConfigFactory.load(
            ConfigFactory.parseString(
                    """
                    pekko.cluster.roles = %s
                    pekko.remote.artery.canonical.port = 0
                    pekko.coordinated-shutdown.exit-jvm = off
                    """
                        .formatted(roles))
                .withFallback(ConfigFactory.parseResources("sampo.conf")));
    testKit = ActorTestKit.create("health-checks-test", node);
    return new HealthChecks(
        (ExtendedActorSystem) Adapter.toClassic(testKit.system()),
        HealthCheckSettings.create(node.getConfig("pekko.management.health-checks")));
  }

  private static boolean answer(CompletionStage<Boolean> asked) throws Exception {
    return asked.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
