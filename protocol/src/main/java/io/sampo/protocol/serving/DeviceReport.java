package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.NodeId;
import java.time.Instant;

/**
 * What a device says about itself once a second, for placement and for people.
 *
 * @param device what it is, for example {@code cpu} or {@code cuda:0}
 * @param capacityBytes what replicas and workers may reserve together
 * @param reservedBytes what they have reserved
 * @param freeBytes what the machine or the GPU itself says is free
 * @param zone the failure zone, or the empty string
 * @param evictableBytes of them, what replicas hold that may go for others
 * @param evictableSince since when the longest unused of those was not used; the epoch if there is
 *     none
 * @param draining takes nothing new
 * @param stuck a forward does not end; the node takes nothing new and starts again
 */
public record DeviceReport(
    NodeId node,
    String device,
    long capacityBytes,
    long reservedBytes,
    long freeBytes,
    long evictableBytes,
    Instant evictableSince,
    int replicas,
    int workers,
    String applicationVersion,
    String zone,
    boolean draining,
    boolean stuck)
    implements WireMessage {
  public DeviceReport {
    requireNonNull(node, "node is null");
    requireNonNull(device, "device is null");
    requireNonNull(evictableSince, "evictableSince is null");
    requireNonNull(applicationVersion, "applicationVersion is null");
    requireNonNull(zone, "zone is null");
  }

  /** Without what flickers all the time: what the machine has free, and what could be evicted. */
  public DeviceReport withoutMeasurements() {
    return new DeviceReport(
        node,
        device,
        capacityBytes,
        reservedBytes,
        0,
        0,
        Instant.EPOCH,
        replicas,
        workers,
        applicationVersion,
        zone,
        draining,
        stuck);
  }

  public long unreservedBytes() {
    return capacityBytes - reservedBytes;
  }
}
