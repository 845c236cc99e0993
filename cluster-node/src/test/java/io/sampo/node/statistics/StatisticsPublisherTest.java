package io.sampo.node.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.PNCounterMap;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsPublisherTest {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.cluster.jmx.enabled = off
              """)
          .withFallback(ConfigFactory.load());
  private static final ModelVersion VERSION = ModelVersion.of("m", "1");
  private static final StatisticsKey ITEMS = StatisticsKey.of(VERSION, ServingCounter.ITEMS);

  private final ActorTestKit testKit = ActorTestKit.create("publisher", CONFIG);
  private final ServingLedger ledger = ServingLedger.get(testKit.system());

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private Map<String, BigInteger> counters() {
    TestProbe<Replicator.GetResponse<PNCounterMap<String>>> probe = testKit.createTestProbe();
    replicator()
        .tell(
            new Replicator.Get<>(CatalogKeys.statistics("m"), Replicator.readLocal(), probe.ref()));
    return probe.receiveMessage() instanceof Replicator.GetSuccess<PNCounterMap<String>> success
        ? success.get(CatalogKeys.statistics("m")).getEntries()
        : Map.of();
  }

  private Map<String, Long> lastInferences() {
    TestProbe<Replicator.GetResponse<LWWMap<String, Long>>> probe = testKit.createTestProbe();
    replicator()
        .tell(
            new Replicator.Get<>(
                CatalogKeys.lastInferences("m"), Replicator.readLocal(), probe.ref()));
    return probe.receiveMessage() instanceof Replicator.GetSuccess<LWWMap<String, Long>> success
        ? success.get(CatalogKeys.lastInferences("m")).getEntries()
        : Map.of();
  }

  private ActorRef<Replicator.Command> replicator() {
    return DistributedData.get(testKit.system()).replicator();
  }

  @Test
  void addsWhatWasCountedAgainAndAgain() {
    testKit.spawn(StatisticsPublisher.create(ledger, Duration.ofMillis(20)));

    ledger.counter(ITEMS).addAndGet(3);
    ledger.lastInference(VERSION).set(5);
    TestProbe<Void> patient = testKit.createTestProbe();
    patient.awaitAssert(
        () -> {
          assertThat(counters()).containsEntry("m/1/ITEMS", BigInteger.valueOf(3));
          assertThat(lastInferences()).containsEntry("m/1", 5L);
          return null;
        });
    ledger.counter(ITEMS).addAndGet(4);

    patient.awaitAssert(
        () -> assertThat(counters()).containsEntry("m/1/ITEMS", BigInteger.valueOf(7)));
  }

  @Test
  void addsTheRestWhenItStops() {
    ActorRef<StatisticsPublisher.Command> publisher =
        testKit.spawn(StatisticsPublisher.create(ledger, Duration.ofHours(1)));
    ledger.counter(ITEMS).addAndGet(2);

    testKit.stop(publisher);

    testKit
        .createTestProbe()
        .awaitAssert(
            () -> assertThat(counters()).containsEntry("m/1/ITEMS", BigInteger.valueOf(2)));
  }
}
