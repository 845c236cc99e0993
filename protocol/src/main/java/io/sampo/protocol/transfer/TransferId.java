package io.sampo.protocol.transfer;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** One attempt to carry one parcel. */
public record TransferId(UUID value) {
  public TransferId {
    requireNonNull(value, "value is null");
  }

  public static TransferId random() {
    return new TransferId(UUID.randomUUID());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
