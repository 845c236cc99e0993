package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * One start of a training worker. A worker that was started again is another incarnation: it is no
 * member of the old generation and never answers for it.
 */
public record WorkerIncarnation(UUID value) implements Comparable<WorkerIncarnation> {
  public WorkerIncarnation {
    requireNonNull(value, "value is null");
  }

  @Override
  public int compareTo(WorkerIncarnation other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
