package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.entity.Entities;
import java.time.Clock;

/** What stands behind the admin interface. */
record AdminBackend(
    Entities entities,
    Catalog catalog,
    ArtifactSink artifacts,
    ArtifactSource downloads,
    Membership membership,
    Clock clock) {

  AdminBackend {
    requireNonNull(entities, "entities is null");
    requireNonNull(catalog, "catalog is null");
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(downloads, "downloads is null");
    requireNonNull(membership, "membership is null");
    requireNonNull(clock, "clock is null");
  }
}
