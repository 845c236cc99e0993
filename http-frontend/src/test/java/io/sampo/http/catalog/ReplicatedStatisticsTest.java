package io.sampo.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.conformance.Conformance;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.PNCounterMap;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes count, one dies. Seen red when each node's counts had a key of its own. */
class ReplicatedStatisticsTest {

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.cluster.jmx.enabled = off
              pekko.coordinated-shutdown.run-by-actor-system-terminate = off
              pekko.cluster.distributed-data {
                gossip-interval = 200 ms
                pruning-interval = 1 s
                max-pruning-dissemination = 1 s
              }
              """)
          .withFallback(ConfigFactory.load());
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ModelVersion VERSION = ModelVersion.of("m", "1");
  private static final StatisticsKey SUCCESSES =
      StatisticsKey.of(VERSION, ServingCounter.SUCCESSES);

  private static ActorTestKit survivor;
  private static ActorTestKit victim;

  @BeforeAll
  static void form() {
    survivor = ActorTestKit.create("statistics", CONFIG);
    victim = ActorTestKit.create("statistics", CONFIG);
    Cluster first = Cluster.get(survivor.system());
    first.manager().tell(Join.create(first.selfMember().address()));
    Cluster.get(victim.system()).manager().tell(Join.create(first.selfMember().address()));
    await().atMost(PATIENCE).until(() -> members(first) == 2);
  }

  @AfterAll
  static void stop() {
    victim.shutdownTestKit();
    survivor.shutdownTestKit();
  }

  private static int members(Cluster cluster) {
    int[] up = {0};
    cluster.state().getMembers().forEach(member -> up[0]++);
    return up[0];
  }

  private static void count(ActorTestKit node, long successes, long millis) {
    SelfUniqueAddress self = DistributedData.get(node.system()).selfUniqueAddress();
    DistributedData.get(node.system())
        .replicator()
        .tell(
            new Replicator.Update<PNCounterMap<String>>(
                CatalogKeys.statistics("m"),
                PNCounterMap.create(),
                Replicator.writeLocal(),
                node.system().ignoreRef(),
                map -> map.increment(self, SUCCESSES.toString(), successes)));
    DistributedData.get(node.system())
        .replicator()
        .tell(
            new Replicator.Update<LWWMap<String, Long>>(
                CatalogKeys.lastInferences("m"),
                LWWMap.empty(),
                Replicator.writeLocal(),
                node.system().ignoreRef(),
                map -> map.put(self, VERSION.toString(), millis, (previous, value) -> value)));
  }

  private static ModelTotals totals() {
    return new ReplicatedStatistics(survivor.system())
        .totals(new ModelName("m"))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  @Conformance("S05")
  void sumsOverNodesAndForgetsNothingOfADeadOne() {
    count(survivor, 3, 2000);
    count(victim, 4, 1000);
    await().atMost(PATIENCE).until(() -> totals().counters().getOrDefault(SUCCESSES, 0L) == 7);

    Address dead = Cluster.get(victim.system()).selfMember().address();
    victim.system().terminate();
    Cluster.get(survivor.system()).manager().tell(new Down(dead));
    await().atMost(PATIENCE).until(() -> members(Cluster.get(survivor.system())) == 1);
    count(survivor, 1, 3000);

    // Longer than it takes until the dead node's part is given to the survivor.
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(4))
        .until(() -> totals().counters().getOrDefault(SUCCESSES, 0L) == 8);
    assertThat(totals().lastInferences()).containsEntry(VERSION, 3000L);
  }
}
