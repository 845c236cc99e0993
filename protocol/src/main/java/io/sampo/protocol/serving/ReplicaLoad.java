package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;

/**
 * How busy a replica was since its last such report, about a second ago.
 *
 * @param requests that came in
 * @param refusedForLength those of them that found the queue full
 * @param waiting requests that wait now
 * @param running requests on the device now
 * @param queueTime the mean wait of the requests that began, or how long the oldest waits now if
 *     that is longer
 * @param idle how long nobody has asked for anything; zero while something waits or runs
 */
public record ReplicaLoad(
    ReplicaId replica,
    long requests,
    long refusedForLength,
    int waiting,
    int running,
    Duration queueTime,
    Duration idle)
    implements WireMessage {
  public ReplicaLoad {
    requireNonNull(replica, "replica is null");
    requireNonNull(queueTime, "queueTime is null");
    requireNonNull(idle, "idle is null");
  }
}
