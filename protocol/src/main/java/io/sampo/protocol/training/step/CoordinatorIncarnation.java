package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** One start of the step coordinator of a job; never used twice. */
public record CoordinatorIncarnation(UUID value) {
  public CoordinatorIncarnation {
    requireNonNull(value, "value is null");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
