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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Twenty jobs of one to three workers on three real nodes that have room for two workers each: they
 * are submitted, paused, resumed and cancelled in a random order at random doors, and in the midst
 * of it a node dies. None is lost, none is stuck, and every byte of every device is given back.
 *
 * <p>Seen red with a device that kept the reservations of workers that had ended.
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
      # Whatever dies here, a job may go on.
      sampo.training.job.failures.maximum = 50
      """;

  private static LocalCluster cluster;
  private static AdminClient admin;
  private static Map<String, Long> reservedBefore;
  private static String model;

  @BeforeAll
  static void start() {
    cluster =
        LocalCluster.options()
            .nodes(3)
            .profile(Profile.MODERATE)
            .quickStart()
            .settings(SETTINGS)
            .onEvent(System.out::println)
            .start();
    ScenarioCluster scenario = new ScenarioCluster(cluster, "houses");
    admin = scenario.admin();
    reservedBefore =
        await("a device on every node")
            .atMost(30, SECONDS)
            .until(JobFleetIT::reservedBytes, devices -> devices.size() == 3);
    JobFleet.uploadRows(admin);
    model = "houses/" + scenario.uploadModel("example/linear");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void losesAndBlocksNoneInAnyOrderOfCommands() {
    // given
    JobFleet fleet = fleet("calm");

    // when
    for (int i = 0; i < COMMANDS; i++) {
      fleet.command();
    }
    fleet.letAllEnd();

    // then
    fleet.awaitTheirFates(100);
    assertEveryByteIsGivenBack();
  }

  @Test
  void losesAndBlocksNoneWhenANodeDiesBetweenCommands() {
    // given
    JobFleet fleet = fleet("struck");
    for (int i = 0; i < COMMANDS / 2; i++) {
      fleet.command();
    }

    // when
    cluster.kill(2);
    for (int i = 0; i < COMMANDS / 2; i++) {
      fleet.command();
    }
    cluster.restart(2);
    fleet.letAllEnd();

    // then
    fleet.awaitTheirFates(100);
    assertEveryByteIsGivenBack();
  }

  private static JobFleet fleet(String name) {
    return new JobFleet(cluster, name, model, JOBS, STEPS, new Random(SEED));
  }

  private static void assertEveryByteIsGivenBack() {
    await("devices to be as before")
        .atMost(10, SECONDS)
        .untilAsserted(() -> assertThat(reservedBytes()).isEqualTo(reservedBefore));
  }

  private static Map<String, Long> reservedBytes() {
    Map<String, Long> reserved = new TreeMap<>();
    for (JsonNode device : admin.get("/api/v1/cluster").path("devices")) {
      reserved.put(device.path("node").asText(), device.path("reservedBytes").asLong());
    }
    return reserved;
  }
}
