package io.sampo.http.inference;

import io.sampo.http.Fixtures;
import io.sampo.http.catalog.ModelTotals;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.entity.FakeEntities;
import io.sampo.protocol.id.ModelName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;

/** Everything that the protocol needs of a frontend, without a cluster. */
public final class FakeNeighbours {

  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final PublishedCatalog catalog = new PublishedCatalog(Fixtures.catalog(true));
  private final FakeRouter router = new FakeRouter();
  private final Map<ModelName, ModelTotals> totals = new ConcurrentHashMap<>();
  private final FakeEntities entities;

  public FakeNeighbours(ActorSystem<?> system) {
    this.entities = new FakeEntities(system);
  }

  public InferenceNeighbours asNeighbours() {
    return new InferenceNeighbours(
        catalog,
        router,
        model -> CompletableFuture.completedFuture(totals.getOrDefault(model, ModelTotals.NONE)),
        entities,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  public PublishedCatalog catalog() {
    return catalog;
  }

  public FakeRouter router() {
    return router;
  }

  public FakeEntities entities() {
    return entities;
  }

  /** What the cluster has counted of a model. */
  public void count(String model, ModelTotals counted) {
    totals.put(new ModelName(model), counted);
  }
}
