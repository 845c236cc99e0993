package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.ServingStatistics;
import io.sampo.http.entity.Entities;
import io.sampo.http.routing.RequestRouter;
import java.time.Clock;

/** What the protocol needs from the rest of a frontend. */
public record InferenceNeighbours(
    Catalog catalog,
    RequestRouter router,
    ServingStatistics statistics,
    Entities entities,
    Clock clock) {

  public InferenceNeighbours {
    requireNonNull(catalog, "catalog is null");
    requireNonNull(router, "router is null");
    requireNonNull(statistics, "statistics is null");
    requireNonNull(entities, "entities is null");
    requireNonNull(clock, "clock is null");
  }
}
