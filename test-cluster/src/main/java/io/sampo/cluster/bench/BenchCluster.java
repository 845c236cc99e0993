package io.sampo.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.scenario.AdminClient;
import io.sampo.cluster.scenario.Multipart;
import io.sampo.cluster.scenario.Pause;
import io.sampo.cluster.scenario.ScenarioException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A cluster with the flags of production and the routes for measuring, and its models. Blocking;
 * every wait has a limit.
 */
public final class BenchCluster implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LocalCluster cluster;
  private final AdminClient admin;

  private BenchCluster(LocalCluster cluster) {
    this.cluster = cluster;
    this.admin =
        new AdminClient(
            cluster.nodes().stream().map(LocalNode::admin).toList(), cluster.operatorToken());
  }

  static BenchCluster start(int nodes, String settings, Consumer<String> says) {
    return new BenchCluster(
        LocalCluster.options()
            .nodes(nodes)
            .withoutPeakMemory()
            .settings("sampo.http.inference.benchmark-routes = on\n" + settings)
            .onEvent(entry -> says.accept(entry.toString()))
            .start());
  }

  /** Around a cluster that the caller has started; to close either closes both. */
  public static BenchCluster of(LocalCluster cluster) {
    return new BenchCluster(cluster);
  }

  public LocalCluster cluster() {
    return cluster;
  }

  public AdminClient admin() {
    return admin;
  }

  public URI door(int node) {
    return cluster.node(node).inference();
  }

  /** Registers a model and deploys one replica, unless that was done before. */
  void deploy(String name, BenchModel model, int maxBatchSize) {
    deploy(name, model, maxBatchSize, Duration.ZERO);
  }

  /**
   * Likewise.
   *
   * @param maximumDelay how long a request may wait for its batch to fill
   */
  void deploy(String name, BenchModel model, int maxBatchSize, Duration maximumDelay) {
    if (isReady(1, name)) {
      return;
    }
    String version = register(name, model.upload(maxBatchSize));
    put(
        name,
        version,
        1,
        ",\"batching\":{\"maximumDelay\":\"%dms\"}".formatted(maximumDelay.toMillis()));
  }

  /** Adds a version and waits until it may be deployed. */
  public String register(String name, Multipart form) {
    JsonNode added = admin.post("/api/v1/models/" + name + "/versions", form);
    String version = added.path("version").asText();
    await("version [" + name + "/" + version + "]", () -> isAvailable(name, version));
    return version;
  }

  /** Wants so many replicas and waits until they are ready, and known to every frontend. */
  public void setReplicas(String name, String version, int replicas) {
    put(name, version, replicas, "");
  }

  private void put(String name, String version, int replicas, String more) {
    admin.put(
        "/api/v1/models/" + name + "/deployment",
        "{\"weights\":{\"%s\":100},\"replicas\":%d%s}".formatted(version, replicas, more));
    await(
        "[" + replicas + "] replicas of [" + name + "]",
        () -> readyNodes(name).size() == replicas && replicaCount(name) == replicas);
    for (LocalNode node : cluster.nodes()) {
      await(
          "[" + node + "] to know [" + name + "]",
          () -> isReady(node.number(), name) == (replicas > 0));
    }
  }

  /** Remoting addresses of the nodes that hold a ready replica. */
  public Set<String> readyNodes(String name) {
    Set<String> nodes = new HashSet<>();
    for (JsonNode replica : model(name).path("replicas")) {
      if (replica.path("phase").asText().equals("READY")) {
        nodes.add(replica.path("node").asText());
      }
    }
    return nodes;
  }

  /** As {@link #readyNodes} names a node. */
  static String address(LocalNode node) {
    return "127.0.0.1:" + node.ports().remoting();
  }

  /** The first node that holds a ready replica. */
  public LocalNode host(String name) {
    Set<String> hosts = readyNodes(name);
    for (LocalNode node : cluster.nodes()) {
      if (hosts.contains(address(node))) {
        return node;
      }
    }
    throw new ScenarioException("Expected a replica of [" + name + "], but they are on " + hosts);
  }

  /** What a node's metrics page says now. */
  MetricsPage metrics(int node) {
    return MetricsPage.parse(body(cluster.node(node).metrics()));
  }

  public void await(String what, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - giveUp > 0) {
        throw new ScenarioException("Expected %s within %s, but no".formatted(what, LIMIT));
      }
      Pause.of(BETWEEN_LOOKS);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }

  private JsonNode model(String name) {
    return admin.get("/api/v1/models/" + name);
  }

  private int replicaCount(String name) {
    return model(name).path("replicas").size();
  }

  private boolean isAvailable(String name, String version) {
    JsonNode json = admin.get("/api/v1/models/" + name + "/versions/" + version);
    if (json.path("state").asText().equals("REJECTED")) {
      throw new ScenarioException("Expected [" + name + "] to be accepted, but " + json);
    }
    return json.path("state").asText().equals("AVAILABLE");
  }

  private boolean isReady(int node, String name) {
    return status(door(node).resolve("/v2/models/" + name + "/ready")) == 200;
  }

  private int status(URI uri) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {
      throw new ScenarioException("Expected an answer from [" + uri + "], but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking [" + uri + "]", interrupted);
    }
  }

  private String body(URI uri) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException failure) {
      throw new ScenarioException("Expected an answer from [" + uri + "], but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking [" + uri + "]", interrupted);
    }
  }
}
