package io.sampo.cluster.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.Delivery;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.RequestMix;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A model on a cluster, and what an operator does with it while it serves. Each change has been
 * made, and is known to every frontend, when its method returns. Blocking; every wait has a limit.
 */
public record ServedModel(BenchCluster cluster, String name) {

  /** Above the deadline of the server, which is to answer in any case. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);

  /** All that come while a lost node goes unnoticed find a connection. */
  private static final int CONNECTIONS = 384;

  public ServedModel {
    requireNonNull(cluster, "cluster is null");
    requireNonNull(name, "name is null");
  }

  /** Adds the identity model as a version, which differs from others by the bound of its batch. */
  public String register(int maxBatchSize) {
    return cluster.register(name, BenchModel.IDENTITY.upload(maxBatchSize));
  }

  /** So many replicas of this version and none of any other. */
  public void serve(String version, int replicas) {
    cluster.setReplicas(name, version, replicas);
    cluster.await(
        "only version [" + version + "] of [" + name + "]",
        () -> readyReplicas(version) == replicas && json().path("replicas").size() == replicas);
  }

  /** A share of the requests in percent goes to another version, with one replica of each. */
  public void divide(String version, String canary, int percent) {
    cluster
        .admin()
        .put(
            path() + "/deployment",
            "{\"weights\":{\"%s\":%d,\"%s\":%d},\"replicas\":1}"
                .formatted(version, 100 - percent, canary, percent));
    cluster.await(
        "both versions of [" + name + "]",
        () -> readyReplicas(version) == 1 && readyReplicas(canary) == 1);
  }

  /**
   * Requests to it at a constant rate through all frontends. One whose connection ends before its
   * answer begins is sent once more, to another node, as a client may that asks any server again
   * that stops.
   */
  public LoadPlan requests(double perSecond) {
    List<URI> doors = cluster.cluster().nodes().stream().map(LocalNode::inference).toList();
    return LoadPlan.of(
            doors.get(0), RequestMix.of(InferRequests.to(name, BenchModel.IDENTITY).binary(1)))
        .targets(doors)
        .atRate(perSecond, CONNECTIONS)
        .delivery(new Delivery(ANSWER_LIMIT, true));
  }

  /** Another replica in the place of each. */
  public void reload() {
    Set<String> before = replicas();
    cluster.admin().post(path() + "/reload", "{}");
    cluster.await(
        "other replicas in the place of " + before,
        () ->
            cluster.readyNodes(name).size() == before.size()
                && replicas().size() == before.size()
                && replicas().stream().noneMatch(before::contains));
  }

  /** Waits for so many ready replicas, wherever they are. */
  public void awaitReplicas(int replicas) {
    cluster.await(
        "[" + replicas + "] replicas of [" + name + "]",
        () -> cluster.readyNodes(name).size() >= replicas);
  }

  /** Waits for so many ready replicas, none of them on the node, which has gone. */
  public void awaitReplicasWithout(LocalNode gone, int replicas) {
    cluster.await(
        "[" + replicas + "] replicas of [" + name + "] without [" + gone + "]",
        () -> {
          Set<String> ready = cluster.readyNodes(name);
          return ready.size() >= replicas && !ready.contains(BenchCluster.address(gone));
        });
  }

  /** A node that holds a ready replica. */
  public LocalNode host() {
    return cluster.host(name);
  }

  private int readyReplicas(String version) {
    for (JsonNode each : json().path("versions")) {
      if (each.path("version").asText().equals(version)) {
        return each.path("readyReplicas").asInt();
      }
    }
    return 0;
  }

  private Set<String> replicas() {
    return Set.copyOf(json().path("replicas").findValuesAsText("replica"));
  }

  private JsonNode json() {
    return cluster.admin().get(path());
  }

  private String path() {
    return "/api/v1/models/" + name;
  }
}
