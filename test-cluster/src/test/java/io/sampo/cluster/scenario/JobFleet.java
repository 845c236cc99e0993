package io.sampo.cluster.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Many training jobs at once, each told what chance wants at the door of whatever node, with what
 * must become of each. A linear function of houses is what they learn, so steps are short.
 */
final class JobFleet {
  private static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final long ANSWER_SECONDS = 60;

  /** What the test has done to a job so far. */
  private enum Fate {
    UNKNOWN,
    TO_COMPLETE,
    CANCELLED
  }

  private final String name;
  private final Random random;
  private final List<AdminClient> doors;
  private final Map<String, Fate> jobs = new LinkedHashMap<>();
  private final String model;
  private final long steps;

  /**
   * @param name that the ids of these jobs begin with
   * @param model its version, as a job names it
   * @param steps of each job
   */
  JobFleet(LocalCluster cluster, String name, String model, int size, long steps, Random random) {
    this.name = name;
    this.random = random;
    this.model = model;
    this.steps = steps;
    this.doors =
        cluster.nodes().stream()
            .map(node -> new AdminClient(doorsFrom(node, cluster), cluster.operatorToken()))
            .toList();
    for (int i = 1; i <= size; i++) {
      jobs.put(name + "-" + i, Fate.UNKNOWN);
    }
  }

  /** Another one where this is closed. */
  private static List<URI> doorsFrom(LocalNode first, LocalCluster cluster) {
    List<URI> doors = new ArrayList<>();
    cluster.nodes().forEach(node -> doors.add(node.admin()));
    Collections.rotate(doors, 1 - first.number());
    return doors;
  }

  /** The rows of which these jobs learn, as they name them. */
  static void uploadRows(AdminClient admin) {
    String specification =
        """
        {"name":"houses","format":"CSV",
         "csv":{"header":true,"delimiter":",","columns":[
           {"name":"area","kind":"NUMBER"},{"name":"rooms","kind":"NUMBER"},
           {"name":"age","kind":"NUMBER"},{"name":"distance","kind":"NUMBER"},
           {"name":"floor","kind":"NUMBER"},{"name":"%s","kind":"NUMBER","role":"TARGET"}]},
         "preprocessing":{"missing":"MEAN","normalise":true}}
        """
            .formatted(Houses.TARGET);
    admin.post(
        "/api/v1/datasets", new Multipart().json("spec", specification).file("rows", Houses.csv()));
  }

  /** One command to one job; often to one that is at work, where there is most to go wrong. */
  void command() {
    String id = choose();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> submit(id);
      case 5, 6, 7, 8, 9, 10, 11 -> pause(id);
      case 12, 13, 14, 15, 16, 17, 18 -> resume(id);
      default -> cancel(id);
    }
  }

  /** Whatever has not been submitted is, and whatever is held goes on. */
  void letAllEnd() {
    jobs.keySet().forEach(this::submit);
    jobs.keySet().forEach(this::resume);
  }

  /** Every job is listed once at every door and ends as it must. */
  void awaitTheirFates(long seconds) {
    await("jobs to end")
        .atMost(seconds, SECONDS)
        .untilAsserted(
            () -> {
              Map<String, String> unfinished = new LinkedHashMap<>();
              for (JsonNode job : list(door())) {
                if (!FINAL.contains(state(job))) {
                  unfinished.put(id(job), state(job) + ": " + job.path("message").asText());
                }
              }
              assertThat(unfinished).isEmpty();
            });
    for (AdminClient door : doors) {
      await("the same list at every door")
          .atMost(10, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(list(door).stream().map(JobFleet::id))
                      .containsExactlyInAnyOrderElementsOf(jobs.keySet()));
    }
    jobs.forEach(
        (id, fate) -> {
          JsonNode job = door().get(path(id));
          assertThat(state(job))
              .as("%s: %s", id, job.path("message").asText())
              .isEqualTo(fate == Fate.CANCELLED ? "CANCELLED" : "COMPLETED");
          if (fate == Fate.TO_COMPLETE) {
            assertThat(job.path("progress").path("step").asLong()).as(id).isEqualTo(steps);
            assertThat(job.path("checkpoint").path("step").asLong()).as(id).isEqualTo(steps);
          }
        });
  }

  private void submit(String id) {
    assertThat(send("/api/v1/jobs", specification(id))).as("submit %s", id).isEqualTo(200);
    jobs.computeIfPresent(id, (job, fate) -> fate == Fate.UNKNOWN ? Fate.TO_COMPLETE : fate);
  }

  private void pause(String id) {
    int status = order(id, "pause");
    assertThat(status).as("pause %s", id).isIn(accepted(id));
    if (status == CONFLICT) {
      requireFinal(id);
    }
  }

  private void resume(String id) {
    assertThat(order(id, "resume")).as("resume %s", id).isEqualTo(isKnown(id) ? 200 : NOT_FOUND);
  }

  private void cancel(String id) {
    int status = order(id, "cancel");
    assertThat(status).as("cancel %s", id).isIn(accepted(id));
    if (status == CONFLICT) {
      requireFinal(id);
    } else if (status == 200) {
      jobs.put(id, Fate.CANCELLED);
    }
  }

  private List<Integer> accepted(String id) {
    return isKnown(id) ? List.of(200, CONFLICT) : List.of(NOT_FOUND);
  }

  private void requireFinal(String id) {
    assertThat(state(door().get(path(id)))).as(id).isIn(FINAL);
  }

  private int order(String id, String order) {
    return send(path(id) + "/" + order, "");
  }

  /** Says it again, perhaps elsewhere, as long as nobody can tell: every command may come twice. */
  private int send(String path, String body) {
    return await("an answer to " + path)
        .atMost(ANSWER_SECONDS, SECONDS)
        .until(() -> status(path, body), status -> status < SERVER_ERROR);
  }

  private int status(String path, String body) {
    try {
      door().post(path, body);
      return 200;
    } catch (RefusedException refused) {
      return refused.status();
    }
  }

  private boolean isKnown(String id) {
    return jobs.get(id) != Fate.UNKNOWN;
  }

  private String choose() {
    List<String> atWork = new ArrayList<>();
    for (JsonNode job : list(door())) {
      if (!FINAL.contains(state(job)) && !state(job).equals("QUEUED")) {
        atWork.add(id(job));
      }
    }
    return atWork.isEmpty() || random.nextBoolean()
        ? List.copyOf(jobs.keySet()).get(random.nextInt(jobs.size()))
        : atWork.get(random.nextInt(atWork.size()));
  }

  private List<JsonNode> list(AdminClient door) {
    List<JsonNode> listed = new ArrayList<>();
    for (JsonNode job : door.get("/api/v1/jobs?limit=1000").path("jobs")) {
      if (id(job).startsWith(name)) {
        listed.add(job);
      }
    }
    return listed;
  }

  private AdminClient door() {
    return doors.get(random.nextInt(doors.size()));
  }

  /** Of one, two or three workers, always the same for the same job. */
  private String specification(String id) {
    int workers = 1 + Math.floorMod(id.hashCode(), 3);
    return """
        {"id":"%s","model":"%s","dataset":"houses","loss":"MEAN_SQUARED_ERROR",
         "optimizer":{"learningRate":0.01},"globalBatchSize":24,"epochs":10000,"maximumSteps":%d,
         "checkpointEverySteps":25,"workers":{"minimum":%d,"maximum":%d}}
        """
        .formatted(id, model, steps, workers, workers);
  }

  private static String path(String id) {
    return "/api/v1/jobs/" + id;
  }

  private static String id(JsonNode job) {
    return job.path("id").asText();
  }

  private static String state(JsonNode job) {
    return job.path("state").asText();
  }
}
