package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.training.ring.DataPlane;

/** What all workers of a node share. */
public record WorkerEnvironment(
    ModelEngine engine, ArtifactStore artifacts, DataPlane dataPlane, WorkerSettings settings) {
  public WorkerEnvironment {
    requireNonNull(engine, "engine is null");
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(dataPlane, "dataPlane is null");
    requireNonNull(settings, "settings is null");
  }
}
