package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import io.sampo.cluster.bench.BenchCluster;
import io.sampo.cluster.bench.BenchModel;
import io.sampo.cluster.process.LiveObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More than a hundred thousand spoilt requests to a real node with a real model: every answer is a
 * success or a well-formed error of the caller's, and afterwards nothing is left of them: no native
 * array, no buffer, no file descriptor, no actor.
 *
 * <p>Seen red with an engine that leaves an array behind for each forward of more than one item:
 * 6,704 arrays were left.
 */
class HostileTrafficIT {
  private static final String MODEL = "identity";
  private static final int CLIENTS = 4;
  private static final int FRAMED = 100_000;
  private static final int UNFRAMED = 4_000;
  private static final int MESSAGES = 10_000;
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
  private static final int MINUTES = 5;

  /** A replica keeps the inputs of so many batches at most, whatever comes. */
  private static final int MOST_KEPT = 8;

  /** Threads keep one each for their sockets, and threads come and go. */
  private static final int SPARE_BUFFERS = 8;

  private static final Set<Status.Code> CALLERS_FAULT =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.UNIMPLEMENTED);

  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        LocalCluster.options()
            .nodes(1)
            .profile(Profile.MODERATE)
            .quickStart()
            .onEvent(System.out::println)
            .start();
    BenchCluster models = BenchCluster.of(cluster);
    models.setReplicas(MODEL, models.register(MODEL, BenchModel.IDENTITY.upload(64)), 1);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /**
   * What could be left behind in the node.
   *
   * @param arrays but for the kept ones
   * @param kept inputs of former forwards, for the next ones
   * @param requests that its router still knows
   */
  private record Resources(
      long arrays, long kept, long buffers, long actors, long requests, long files) {

    static Resources now() throws IOException, InterruptedException {
      long pid = node().process().pid();
      LiveObjects objects = LiveObjects.of(pid);
      try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        long kept = objects.count("io.sampo.node.engine.djl.NativeInputs$Input");
        return new Resources(
            objects.count("ai.djl.pytorch.engine.PtNDArray") - kept,
            kept,
            objects.count("java.nio.DirectByteBuffer"),
            objects.count("org.apache.pekko.actor.ActorCell"),
            objects.count("io.sampo.http.routing.RoutedRequest"),
            files.count());
      }
    }
  }

  @Test
  void answersSpoiltRequestsAsTheCallersFaultAndKeepsNothing() throws Exception {
    // The pools of threads and buffers fill first, with the very same kind of load.
    attack(-FRAMED / 10, 0, -UNFRAMED / 10, 0);
    Resources before = Resources.now();

    Map<Integer, Integer> statuses = attack(0, FRAMED, 0, UNFRAMED);

    System.out.println(statuses);
    assertThat(statuses).containsKeys(200, 400, 404, 405, 415);
    assertThat(statuses.values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThanOrEqualTo(FRAMED);
    assertNothingIsLeft(before);
  }

  @Test
  void answersSpoiltMessagesAsTheCallersFaultAndKeepsNothing() throws Exception {
    attackByGrpc(-MESSAGES / 10, 0);
    Resources before = Resources.now();

    Map<Status.Code, Integer> statuses = attackByGrpc(0, MESSAGES);

    System.out.println(statuses);
    assertThat(statuses.keySet()).isSubsetOf(CALLERS_FAULT);
    assertThat(statuses).containsKeys(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
    assertNothingIsLeft(before);
  }

  private static void assertNothingIsLeft(Resources before) {
    await("what is left of requests to go, from " + before)
        .atMost(SETTLED_WITHIN)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              Resources after = Resources.now();
              System.out.println(before + " -> " + after);
              assertThat(after.arrays()).as("native arrays").isEqualTo(before.arrays());
              assertThat(after.kept()).as("kept inputs").isLessThanOrEqualTo(MOST_KEPT);
              assertThat(after.requests()).as("requests").isZero();
              assertThat(after.actors()).as("actors").isLessThanOrEqualTo(before.actors());
              assertThat(after.files()).as("files").isLessThanOrEqualTo(before.files());
              assertThat(after.buffers())
                  .as("direct buffers")
                  .isLessThanOrEqualTo(before.buffers() + SPARE_BUFFERS);
            });
  }

  /** Requests of both kinds with these seeds, divided among clients that send at once. */
  private static Map<Integer, Integer> attack(
      int framed, int framedEnd, int unframed, int unframedEnd) throws Exception {
    HostileRequests requests = new HostileRequests(MODEL);
    List<Callable<Map<Integer, Integer>>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      clients.add(
          () -> {
            HostileClient hostile = new HostileClient(node().inference());
            hostile.sendFramed(
                requests::framed,
                part(framed, framedEnd, number),
                part(framed, framedEnd, number + 1));
            hostile.sendUnframed(
                requests::unframed,
                part(unframed, unframedEnd, number),
                part(unframed, unframedEnd, number + 1));
            return hostile.statuses();
          });
    }
    return together(clients);
  }

  private static Map<Status.Code, Integer> attackByGrpc(int from, int to) throws Exception {
    HostileMessages messages = new HostileMessages(MODEL);
    ManagedChannel channel = NettyChannelBuilder.forTarget(node().grpc()).usePlaintext().build();
    List<Callable<Map<Status.Code, Integer>>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      clients.add(
          () -> {
            Map<Status.Code, Integer> statuses = new TreeMap<>();
            for (int seed = part(from, to, number); seed < part(from, to, number + 1); seed++) {
              statuses.merge(status(channel, messages.spoilt(seed)), 1, Integer::sum);
            }
            return statuses;
          });
    }
    try {
      return together(clients);
    } finally {
      channel.shutdownNow().awaitTermination(MINUTES, TimeUnit.MINUTES);
    }
  }

  private static Status.Code status(ManagedChannel channel, byte[] message) {
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          HostileMessages.INFER,
          CallOptions.DEFAULT.withDeadlineAfter(MINUTES, TimeUnit.MINUTES),
          message);
      return Status.Code.OK;
    } catch (StatusRuntimeException refusal) {
      return refusal.getStatus().getCode();
    }
  }

  private static <K> Map<K, Integer> together(List<Callable<Map<K, Integer>>> clients)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      Map<K, Integer> all = new TreeMap<>();
      for (Future<Map<K, Integer>> each : threads.invokeAll(clients, MINUTES, TimeUnit.MINUTES)) {
        each.get().forEach((status, count) -> all.merge(status, count, Integer::sum));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static int part(int from, int to, int number) {
    return from + (int) ((long) (to - from) * number / CLIENTS);
  }

  private static LocalNode node() {
    return cluster.node(1);
  }
}
