package io.sampo.node.device;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has reserved how many bytes of a device. Reservations are grants, not measurements: the sum
 * never exceeds the capacity. What evicted holders are about to give back can be promised to
 * others; nobody else gets it then. Holders are replica and worker ids. Not thread-safe.
 */
final class ReservationLedger {
  private final NodeId node;
  private final long capacityBytes;
  private final Map<Object, Long> reservations = new HashMap<>();
  private final Map<Object, Long> promises = new HashMap<>();
  private final Set<Object> leaving = new HashSet<>();

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
    long free = Math.min(unreservedBytes(), Math.max(0, unpromisedBytes()));
    if (bytes > free) {
      return Optional.of(
          new PlatformError(
              ErrorCode.DEVICE_FULL,
              "Expected %d free bytes on [%s], but only %d of %d are unreserved"
                  .formatted(bytes, node, free, capacityBytes)));
    }
    reservations.put(holder, bytes);
    return Optional.empty();
  }

  /** The holder of a reservation was told to go; its bytes may be promised. */
  void leave(Object holder) {
    if (reservations.containsKey(holder)) {
      leaving.add(holder);
    }
  }

  boolean isLeaving(Object holder) {
    return leaving.contains(holder);
  }

  /** Keeps bytes for a holder that will come as soon as others have left. */
  void promise(Object holder, long bytes) {
    promises.put(holder, bytes);
  }

  /** Makes a reservation of a promise, if the bytes are there by now. */
  boolean redeem(Object holder) {
    Long bytes = promises.get(holder);
    if (bytes == null || bytes > unreservedBytes()) {
      return false;
    }
    promises.remove(holder);
    reservations.put(holder, bytes);
    return true;
  }

  /** Gives back a reservation or a promise. */
  void release(Object holder) {
    reservations.remove(holder);
    promises.remove(holder);
    leaving.remove(holder);
  }

  long bytesOf(Object holder) {
    return reservations.getOrDefault(holder, 0L);
  }

  long reservedBytes() {
    return sum(reservations);
  }

  long unreservedBytes() {
    return capacityBytes - reservedBytes();
  }

  /** What is free as soon as those that leave have left, without what is promised. */
  long unpromisedBytes() {
    long given = leaving.stream().mapToLong(this::bytesOf).sum();
    return unreservedBytes() + given - sum(promises);
  }

  private static long sum(Map<Object, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
