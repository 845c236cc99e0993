package io.sampo.cluster.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.Profile;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Twenty jobs of one to three workers on three real nodes that have room for two workers each: they
 * are submitted, paused, resumed and cancelled in a random order at random doors. None is lost,
 * none is stuck, and every byte of every device is given back.
 */
class JobFleetIT {
  private static final long SEED = 20;
  private static final int JOBS = 20;
  private static final int COMMANDS = 200;
  private static final long STEPS = 150;

  /** A worker of this model takes 32 MiB and some KiB. */
  private static final String SETTINGS =
      """
      sampo.device.capacity = 80 MiB
      sampo.training.lease { length = 3s, renew-every = 1s }
      """;

  @Test
  void losesAndBlocksNoneAndGivesEveryByteBack() {
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(3)
            .profile(Profile.MODERATE)
            .quickStart()
            .settings(SETTINGS)
            .onEvent(System.out::println)
            .start()) {
      // given
      ScenarioCluster scenario = new ScenarioCluster(cluster, "houses");
      Map<String, Long> before = reservedBytes(scenario.admin());
      JobFleet.uploadRows(scenario.admin());
      String model = "houses/" + scenario.uploadModel("example/linear");
      JobFleet fleet = new JobFleet(cluster, model, JOBS, STEPS, new Random(SEED));

      // when
      for (int i = 0; i < COMMANDS; i++) {
        fleet.command();
      }
      fleet.letAllEnd();

      // then
      fleet.awaitTheirFates(100);
      await("devices to be as before")
          .atMost(10, SECONDS)
          .untilAsserted(() -> assertThat(reservedBytes(scenario.admin())).isEqualTo(before));
    }
  }

  private static Map<String, Long> reservedBytes(AdminClient admin) {
    Map<String, Long> reserved = new TreeMap<>();
    for (JsonNode device : admin.get("/api/v1/cluster").path("devices")) {
      reserved.put(device.path("node").asText(), device.path("reservedBytes").asLong());
    }
    return reserved;
  }
}
