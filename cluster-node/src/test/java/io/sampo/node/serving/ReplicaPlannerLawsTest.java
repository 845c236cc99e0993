package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NODE_C;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.report;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every situation. */
class ReplicaPlannerLawsTest extends ReplicaPlannerBench {

  @Test
  void comesToRestFromAnySituation() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      replicas.clear();
      state =
          versions(
              new Deployment(
                  Map.of(V1, 1, V2, 1),
                  Scaling.fixed(random.nextInt(4)),
                  Batching.DEFAULT,
                  Traffic.PLAIN),
              version("1", any(random, VersionState.values())),
              version("2", any(random, VersionState.values())));
      reports = List.of(report(NODE_A), random.nextBoolean() ? draining(NODE_B) : report(NODE_B));
      IntStream.range(0, random.nextInt(6))
          .forEach(
              number ->
                  has(
                      random.nextBoolean() ? "1" : "2",
                      number,
                      random.nextBoolean() ? NODE_A : NODE_B,
                      any(
                          random,
                          ReplicaPhase.LOADING,
                          ReplicaPhase.WARMING,
                          ReplicaPhase.READY,
                          ReplicaPhase.DRAINING)));

      // when: everything that is started becomes ready, everything that is stopped goes
      for (int round = 0; round < 20; round++) {
        planToTheEnd();
        everythingSettles();
      }

      // then
      assertThat(planToTheEnd()).as("seed %d", seed).isEmpty();
    }
  }

  /** Make-before-break, as a law. */
  @Test
  void neverStopsAReadyReplicaThatIsNotReplaced() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      arbitrarySituation(random);
      for (int round = 0; round < 20; round++) {
        Optional<ReplicaPlanner.Decision> decision = planner().next();
        while (decision.isPresent()) {
          checkLaw(seed, decision.get());
          carryOut(decision.get());
          decision = planner().next();
        }
        everythingSettles();
      }
      assertThat(planToTheEnd()).as("seed %d comes to rest", seed).isEmpty();
    }
  }

  private void arbitrarySituation(Random random) {
    replicas.clear();
    demand.clear();
    int minimum = random.nextInt(3);
    state =
        versions(
            new Deployment(
                random.nextBoolean() ? Map.of(V1, 1, V2, 1) : Map.of(V2, 1),
                Scaling.between(minimum, minimum + 2),
                Batching.DEFAULT,
                Traffic.PLAIN),
            version("1", VersionState.AVAILABLE),
            version("2", any(random, VersionState.AVAILABLE, VersionState.CHECKING)));
    served.clear();
    served.addAll(List.of(V1, V2));
    demand.put(V1, minimum + random.nextInt(3));
    demand.put(V2, minimum + random.nextInt(3));
    outdatedUpTo = random.nextInt(4) - 1;
    mayRebalance = random.nextBoolean();
    reports =
        List.of(
            holding(NODE_A, random.nextInt(6)),
            any(random, draining(NODE_B), stuck(NODE_B), holding(NODE_B, 2)),
            any(random, full(NODE_C, NOON), holding(NODE_C, 0)));
    for (int number = 0; number < random.nextInt(7); number++) {
      has(
          random.nextBoolean() ? "1" : "2",
          number,
          any(random, NODE_A, NODE_B, NODE_C),
          any(random, ReplicaPhase.LOADING, ReplicaPhase.READY, ReplicaPhase.READY));
    }
  }

  private void checkLaw(int seed, ReplicaPlanner.Decision decision) {
    if (decision instanceof ReplicaPlanner.Stop stop) {
      VersionName version = stop.replica().modelVersion().version();
      int wanted = wanted().getOrDefault(version, 0);
      long others =
          replicas.stream()
              .filter(known -> known.version().equals(version) && known.isReady())
              .filter(known -> !known.id().equals(stop.replica()))
              .count();
      boolean wasReady =
          replicas.stream().anyMatch(known -> known.id().equals(stop.replica()) && known.isReady());
      assertThat(!wasReady || others >= wanted).as("seed %d, %s", seed, stop).isTrue();
    } else if (decision instanceof ReplicaPlanner.Start start) {
      long lasting = new Census(situation()).lasting(start.version()).size();
      assertThat(lasting)
          .as("seed %d, %s: one too many at most, and only to replace", seed, start)
          .isLessThanOrEqualTo(wanted().get(start.version()));
    }
  }

  @SafeVarargs
  private static <T> T any(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }
}
