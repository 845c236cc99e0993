package io.sampo.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.PreparedRequest;
import io.sampo.cluster.load.RequestMix;
import io.sampo.cluster.load.ResponseListener;
import io.sampo.cluster.scenario.Pause;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * More models than fit, each deployed on demand, and requests that ask for them unevenly, in a
 * closed loop over all frontends. A request hits unless a model was loaded for it; loads are those
 * that the nodes have counted. Blocking.
 *
 * @param models how many are registered
 * @param room how many fit on all nodes together
 * @param requests how many are answered before no more are sent
 * @param connections how many are under way at a time
 */
public record LoadOnDemand(int models, int room, int requests, int connections) {

  private static final String LOADS = "sampo_replica_load_duration_seconds_count";

  /** Behind which metrics are those of now. */
  private static final Duration METRICS_REFRESH = Duration.ofSeconds(3);

  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final long SEED = 7;

  /** Beside its few bytes of weights the platform reserves 32 MiB for a replica. */
  private static final int MEBIBYTES_PER_REPLICA = 33;

  /**
   * @param load what became of the requests
   * @param loads how often a model was loaded
   * @param resident how many replicas there were at the end
   * @param hitRate the share of requests for which nothing was loaded
   * @param idealHitRate of one cache for the whole cluster
   */
  public record Result(
      LoadResult load, long loads, int resident, double hitRate, double idealHitRate) {

    /** What was reached of what could be. */
    public double shareOfIdeal() {
      return hitRate / idealHitRate;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "hit rate %.3f of ideal %.3f = %.3f; %d loads, %d replicas at the end; %s",
          hitRate,
          idealHitRate,
          shareOfIdeal(),
          loads,
          resident,
          load);
    }
  }

  /** What nodes need so that so many replicas fit on each, and their metrics soon show it. */
  public static String settings(int roomPerNode) {
    return """
    sampo.device.capacity = %d MiB
    sampo.http.metrics.refresh-interval = 1s
    """
        .formatted(roomPerNode * MEBIBYTES_PER_REPLICA);
  }

  /** Registers the models and sends the requests. */
  public Result run(BenchCluster cluster) {
    for (int model = 0; model < models; model++) {
      registerOnDemand(cluster, name(model));
    }
    // Some requests are under way when enough have been answered, and count as well.
    int[] sequence = ModelCache.zipf(models, 2 * requests, SEED);
    double loadsBefore = loads(cluster);
    LoadResult load = send(cluster, sequence);
    // A model that made room may be listed beside the one that it made room for.
    cluster.await("no more replicas than there is room for", () -> replicas(cluster) <= room);
    int resident = replicas(cluster);
    long loads = Math.round(loads(cluster) - loadsBefore);
    int sent = Math.toIntExact(load.counts().ok() + load.counts().failed());
    double ideal = ModelCache.idealHitRate(Arrays.copyOf(sequence, sent), room);
    return new Result(load, loads, resident, 1 - loads / (double) sent, ideal);
  }

  private static void registerOnDemand(BenchCluster cluster, String name) {
    String version = cluster.register(name, BenchModel.IDENTITY.upload(64));
    cluster
        .admin()
        .put(
            "/api/v1/models/" + name + "/deployment",
            "{\"weights\":{\"%s\":100},\"replicas\":{\"minimum\":0,\"maximum\":1}}"
                .formatted(version));
  }

  private LoadResult send(BenchCluster cluster, int[] sequence) {
    List<PreparedRequest> prepared = new ArrayList<>();
    for (int model = 0; model < models; model++) {
      prepared.add(InferRequests.to(name(model), BenchModel.IDENTITY).binary(1));
    }
    List<URI> doors = cluster.cluster().nodes().stream().map(LocalNode::inference).toList();
    LoadPlan plan =
        LoadPlan.of(doors.get(0), RequestMix.of(prepared, sequence))
            .targets(doors)
            .closedLoop(connections)
            .lasting(Duration.ZERO, LONGEST);
    AtomicInteger answered = new AtomicInteger();
    ResponseListener counts =
        (position, status, attempts, due, latency) -> answered.incrementAndGet();
    try (LoadGenerator load = LoadGenerator.start(plan, counts)) {
      long giveUp = System.nanoTime() + LONGEST.toNanos();
      while (answered.get() < requests && System.nanoTime() - giveUp < 0) {
        Pause.of(BETWEEN_LOOKS);
      }
      return load.finish();
    }
  }

  private static double loads(BenchCluster cluster) {
    Pause.of(METRICS_REFRESH);
    double loads = 0;
    for (LocalNode node : cluster.cluster().nodes()) {
      loads += cluster.metrics(node.number()).sum(LOADS, "");
    }
    return loads;
  }

  private static int replicas(BenchCluster cluster) {
    int replicas = 0;
    for (JsonNode model : cluster.admin().get("/api/v1/models").path("models")) {
      replicas += model.path("replicas").size();
    }
    return replicas;
  }

  private static String name(int model) {
    return "model-" + model;
  }
}
