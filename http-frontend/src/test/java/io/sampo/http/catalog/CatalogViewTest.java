package io.sampo.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The view in a cluster of one. */
class CatalogViewTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final CatalogSettings SETTINGS =
      new CatalogSettings(
          Duration.ofMillis(50), Duration.ofSeconds(5), LIMIT, Duration.ofMillis(5));

  private final PublishedCatalog catalog =
      new PublishedCatalog(CatalogSnapshot.empty(Instant.EPOCH));
  private ActorSystem<CatalogView.Command> system;

  @BeforeEach
  void startView() {
    system =
        ActorSystem.create(
            CatalogView.create(catalog, SETTINGS, Clock.systemUTC()),
            "catalog-test",
            ConfigFactory.parseString(
                    """
                    pekko.loglevel = WARNING
                    pekko.actor.provider = cluster
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.distributed-data.notify-subscribers-interval = 20 ms
                    """)
                .withFallback(ConfigFactory.defaultReference()));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @AfterEach
  void stopView() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void gathersTheEntriesOfAllBuckets() {
    // given
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "model-" + i).toList();
    DeviceReport report =
        new DeviceReport(
            new NodeId("127.0.0.1", 17355, 1),
            "cpu",
            100,
            0,
            100,
            0,
            Instant.EPOCH,
            0,
            0,
            "0.1.0",
            "",
            false,
            false);

    // when
    names.forEach(name -> put(CatalogKeys.model(name), name, model(name)));
    put(CatalogKeys.deviceReports(), "127.0.0.1:17355", report);

    // then
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(catalog.current().models()).containsOnlyKeys(names);
              assertThat(catalog.current().devices()).containsValue(report);
            });
    assertThat(catalog.current().model("model-7")).contains(model("model-7"));
    assertThat(catalog.current().jobs()).isEmpty();
  }

  @Test
  void countsAsFilledOnceItWasReadAndStoodStill() {
    await().atMost(LIMIT).until(() -> catalog.current().filled());
  }

  private <S> void put(Key<LWWMap<String, S>> key, String name, S value) {
    DistributedData data = DistributedData.get(system);
    data.replicator()
        .tell(
            new Replicator.Update<>(
                key,
                LWWMap.empty(),
                Replicator.writeLocal(),
                system.ignoreRef(),
                map -> map.put(data.selfUniqueAddress(), name, value)));
  }

  private static ModelSummary model(String name) {
    return new ModelSummary(
        new ModelName(name), List.of(), Deployment.NONE, List.of(), List.of(), 1);
  }
}
