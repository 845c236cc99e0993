package io.sampo.cluster.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.Profile;
import io.sampo.cluster.process.Deadline;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.artifact.StoredArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The only node of a cluster is killed while it writes a checkpoint, again and again. The job goes
 * on from the one before, and ends with the bits of a job that nobody has disturbed.
 *
 * <p>Seen red with workers that restore a checkpoint without the state of its optimizer.
 */
class KilledCheckpointIT {
  private static final int DEATHS = 3;
  private static final int MOST_DEATHS = 8;
  private static final long STEPS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String JOB =
      """
      {"id":"%s","model":"%s","dataset":"houses","loss":"MEAN_SQUARED_ERROR",
       "optimizer":{"learningRate":0.0001,"momentum":0.9},"globalBatchSize":50,"epochs":10000,
       "maximumSteps":%d,"checkpointEverySteps":20,"workers":{"minimum":1,"maximum":1}}
      """;

  @Test
  void goesOnFromTheCheckpointBeforeAndEndsWithTheSameBits() throws IOException {
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(1)
            .profile(Profile.AGGRESSIVE)
            .quickStart()
            .settings("sampo.training.lease { length = 2s, renew-every = 500ms }")
            .onEvent(System.out::println)
            .start()) {
      // given
      ScenarioCluster scenario = new ScenarioCluster(cluster, "houses");
      JobFleet.uploadRows(scenario.admin());
      String model = "houses/" + scenario.uploadModel("example/linear");
      JsonNode undisturbed = train(scenario, "undisturbed", model);
      scenario.submitJob(JOB.formatted("killed", model, STEPS));

      // when
      int torn = 0;
      int deaths = 0;
      long step = 0;
      while (torn < DEATHS && deaths < MOST_DEATHS) {
        step = awaitCheckpointBehind(step, scenario.admin());
        awaitMoreUnfinished(torn, cluster);
        cluster.kill(1);
        deaths++;
        torn = unfinished(cluster);
        cluster.restart(1);
      }
      JsonNode killed = scenario.followJob("killed", job -> {}).json();

      // then
      assertThat(torn).isGreaterThanOrEqualTo(DEATHS);
      assertThat(killed.path("generation").asLong()).isGreaterThan(deaths);
      assertThat(killed.path("progress").path("step").asLong()).isEqualTo(STEPS);
      assertThat(module(killed)).isEqualTo(module(undisturbed)).isNotEmpty();
      assertEverythingIsWhole(cluster);
    }
  }

  private static JsonNode train(ScenarioCluster scenario, String id, String model) {
    String job = scenario.submitJob(JOB.formatted(id, model, STEPS));
    return scenario.followJob(job, state -> {}).json();
  }

  /** So that every life of the node brings the job forward. */
  private static long awaitCheckpointBehind(long step, AdminClient admin) {
    return await("a checkpoint behind step " + step)
        .atMost(PATIENCE.toSeconds(), SECONDS)
        .until(
            () -> admin.get("/api/v1/jobs/killed").path("checkpoint").path("step").asLong(),
            later -> later > step);
  }

  /** Than what earlier lives have left: then something is being written at this moment. */
  private static void awaitMoreUnfinished(int torn, LocalCluster cluster) throws IOException {
    Deadline deadline = Deadline.after(PATIENCE);
    while (unfinished(cluster) <= torn) {
      assertThat(deadline.isOver()).as("nothing was written within %s", PATIENCE).isFalse();
      Thread.onSpinWait();
    }
  }

  private static int unfinished(LocalCluster cluster) throws IOException {
    try (Stream<Path> files = Files.list(artifacts(cluster).resolve("incoming"))) {
      return (int) files.count();
    }
  }

  private static void assertEverythingIsWhole(LocalCluster cluster) {
    DirectoryArtifactStore store =
        DirectoryArtifactStore.open(artifacts(cluster), Clock.systemUTC());
    assertThat(store.list()).isNotEmpty();
    store.list().stream().map(StoredArtifact::hash).forEach(store::verified);
  }

  private static Path artifacts(LocalCluster cluster) {
    return cluster.directory().resolve("artifacts");
  }

  private static String module(JsonNode job) {
    return job.path("checkpoint").path("module").asText();
  }
}
