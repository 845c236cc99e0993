package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import java.time.Clock;

/** All that the admin interface stands on. */
public record AdminPorts(
    Catalog catalog,
    EntityGateway entities,
    ArtifactSink artifacts,
    ClusterMembers members,
    Clock clock) {

  public AdminPorts {
    requireNonNull(catalog, "catalog is null");
    requireNonNull(entities, "entities is null");
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(members, "members is null");
    requireNonNull(clock, "clock is null");
  }
}
