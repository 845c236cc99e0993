package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

/**
 * One loaded copy of a model version, written {@code model/version/incarnation}. Incarnations grow
 * within a model and are never used twice, so that a late message about a dead replica is harmless.
 */
public record ReplicaId(ModelVersion modelVersion, long incarnation) {
  public ReplicaId {
    requireNonNull(modelVersion, "modelVersion is null");
  }

  @Override
  public String toString() {
    return modelVersion + "/" + incarnation;
  }
}
