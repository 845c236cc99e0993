package io.sampo.node.device;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has reserved how many bytes of a device. Reservations are promises, not measurements: the sum
 * never exceeds the capacity. Holders are replica and worker ids. Not thread-safe.
 */
final class ReservationLedger {
  private final NodeId node;
  private final long capacityBytes;
  private final Map<Object, Long> reservations = new HashMap<>();

  ReservationLedger(NodeId node, long capacityBytes) {
    this.node = node;
    this.capacityBytes = capacityBytes;
  }

  /** Reserves, or says with the numbers why not. Who holds a reservation keeps it as it is. */
  Optional<PlatformError> reserve(Object holder, long bytes) {
    if (bytes < 0) {
      return Optional.of(
          new PlatformError(
              ErrorCode.INVALID_ARGUMENT, "Expected 0 or more bytes, but was [" + bytes + "]"));
    }
    if (reservations.containsKey(holder)) {
      return Optional.empty();
    }
    if (bytes > unreservedBytes()) {
      return Optional.of(
          new PlatformError(
              ErrorCode.DEVICE_FULL,
              "Expected %d free bytes on [%s], but only %d of %d are unreserved"
                  .formatted(bytes, node, unreservedBytes(), capacityBytes)));
    }
    reservations.put(holder, bytes);
    return Optional.empty();
  }

  void release(Object holder) {
    reservations.remove(holder);
  }

  long reservedBytes() {
    return reservations.values().stream().mapToLong(Long::longValue).sum();
  }

  long unreservedBytes() {
    return capacityBytes - reservedBytes();
  }
}
