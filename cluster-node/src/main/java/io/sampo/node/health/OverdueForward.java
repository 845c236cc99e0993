package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;

/**
 * A forward that runs for longer than forwards of its model do. Nobody can cancel it.
 *
 * @param running how long it has been on its thread
 * @param limit what it should have needed at most
 */
public record OverdueForward(ReplicaId replica, Duration running, Duration limit) {
  public OverdueForward {
    requireNonNull(replica, "replica is null");
    requireNonNull(running, "running is null");
    requireNonNull(limit, "limit is null");
  }
}
