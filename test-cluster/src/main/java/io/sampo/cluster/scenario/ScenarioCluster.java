package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A cluster and one model on its way from data to replicas, as the admin API shows them. Blocking;
 * every wait has a limit.
 */
final class ScenarioCluster {
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(60);
  private static final Duration REPLICA_LIMIT = Duration.ofSeconds(60);
  private static final Duration JOB_LIMIT = Duration.ofMinutes(10);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

  private final LocalCluster cluster;
  private final List<LocalNode> frontends;
  private final String model;
  private final AdminClient admin;

  /**
   * A cluster in which all nodes are frontends.
   *
   * @param model its name
   */
  ScenarioCluster(LocalCluster cluster, String model) {
    this(cluster, cluster.nodes(), model);
  }

  /**
   * @param frontends the nodes that have one
   * @param model its name
   */
  ScenarioCluster(LocalCluster cluster, List<LocalNode> frontends, String model) {
    this.cluster = cluster;
    this.frontends = List.copyOf(frontends);
    this.model = model;
    this.admin =
        new AdminClient(frontends.stream().map(LocalNode::admin).toList(), cluster.operatorToken());
  }

  AdminClient admin() {
    return admin;
  }

  /**
   * @param split {@code train} or {@code test}
   */
  void uploadDigits(String name, String split) {
    admin.post(
        "/api/v1/datasets",
        new Multipart()
            .json("spec", "{\"name\":\"" + name + "\",\"format\":\"IDX\"}")
            .file("images", Digits.resource("demo/data/" + split + "-images-idx3-ubyte.gz"))
            .file("labels", Digits.resource("demo/data/" + split + "-labels-idx1-ubyte.gz")));
  }

  /**
   * Uploads an untrained module and waits until one warm-up forward has accepted it.
   *
   * @param resource of the module and its signature, without their extensions
   */
  String uploadModel(String resource) {
    String signature = new String(Digits.resource(resource + ".json"), StandardCharsets.UTF_8);
    JsonNode version =
        admin.post(
            "/api/v1/models/" + model + "/versions",
            new Multipart()
                .json("spec", "{\"signature\":" + signature + "}")
                .file("file", Digits.resource(resource + ".pt")));
    String name = version.path("version").asText();
    await(
        "version [" + name + "] of model [" + model + "] to be AVAILABLE",
        VERSION_LIMIT,
        () -> isAvailable(name));
    return name;
  }

  private boolean isAvailable(String version) {
    for (JsonNode candidate : model().path("versions")) {
      if (candidate.path("version").asText().equals(version)) {
        if (candidate.path("state").asText().equals("REJECTED")) {
          throw new ScenarioException(
              "Expected version [%s] to be accepted, but: %s"
                  .formatted(version, candidate.path("message").asText()));
        }
        return candidate.path("state").asText().equals("AVAILABLE");
      }
    }
    return false;
  }

  JsonNode model() {
    return admin.get("/api/v1/models/" + model);
  }

  String submitJob(String specification) {
    return admin.post("/api/v1/jobs", specification).path("id").asText();
  }

  /** Follows the job to its end. */
  FinishedJob followJob(String id, Consumer<JsonNode> onProgress) {
    JsonNode[] last = new JsonNode[1];
    await(
        "job [" + id + "] to end",
        JOB_LIMIT,
        () -> {
          last[0] = admin.get("/api/v1/jobs/" + id);
          onProgress.accept(last[0]);
          return Set.of("COMPLETED", "FAILED", "CANCELLED")
              .contains(last[0].path("state").asText());
        });
    if (!last[0].path("state").asText().equals("COMPLETED")) {
      throw new ScenarioException(
          "Expected job [%s] to complete, but it is %s: %s"
              .formatted(id, last[0].path("state").asText(), last[0].path("message").asText()));
    }
    return new FinishedJob(last[0]);
  }

  /** Deploys that many replicas, each on a node of its own, and waits until they are ready. */
  void deploy(String version, int replicas) {
    admin.put(
        "/api/v1/models/" + model + "/deployment",
        "{\"weights\":{\"%s\":100},\"replicas\":%d}".formatted(version, replicas));
    await(
        replicas + " ready replicas of version [" + version + "]",
        REPLICA_LIMIT,
        () -> readyNodes(version).size() >= replicas);
    for (LocalNode node : frontends) {
      await(
          "the frontend of [" + node.name() + "] to serve version [" + version + "]",
          REPLICA_LIMIT,
          () -> DigitsClient.isServed(node.inference(), model, version));
    }
  }

  /** The nodes, as {@code host:port} of remoting, that hold a ready replica of the version. */
  Set<String> readyNodes(String version) {
    Set<String> ready = new HashSet<>();
    for (JsonNode replica : model().path("replicas")) {
      if (replica.path("version").asText().equals(version)
          && replica.path("phase").asText().equals("READY")) {
        ready.add(replica.path("node").asText());
      }
    }
    return ready;
  }

  /** A node that hosts a replica and is not the oldest member. */
  LocalNode victim(String version) {
    Set<String> hosts = readyNodes(version);
    Optional<LocalNode> oldest = cluster.view().oldest();
    if (oldest.isEmpty()) {
      throw new ScenarioException("Expected a node to say who is the oldest, but none did");
    }
    return cluster.nodes().stream()
        .filter(node -> hosts.contains(address(node)))
        .filter(node -> node.number() != oldest.get().number())
        .findFirst()
        .orElseThrow(
            () ->
                new ScenarioException(
                    "Expected a replica outside the oldest node, but they are on " + hosts));
  }

  /** Kills the node and waits for its replica elsewhere; NaN if it does not come in time. */
  double secondsToRecover(LocalNode victim, String version, int replicas) {
    cluster.kill(victim.number());
    long killed = System.nanoTime();
    try {
      await(
          replicas + " ready replicas without [" + victim.name() + "]",
          REPLICA_LIMIT,
          () -> {
            Set<String> ready = readyNodes(version);
            return ready.size() >= replicas && !ready.contains(address(victim));
          });
      return (System.nanoTime() - killed) / 1e9;
    } catch (ScenarioException tooLate) {
      return Double.NaN;
    }
  }

  List<LocalNode> nodes() {
    return cluster.nodes();
  }

  private static String address(LocalNode node) {
    return "127.0.0.1:" + node.ports().remoting();
  }

  private static void await(String what, Duration limit, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new ScenarioException(
            "Expected %s within %d s, but it was not so".formatted(what, limit.toSeconds()));
      }
      Pause.of(BETWEEN_QUESTIONS);
    }
  }
}
