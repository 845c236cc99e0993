package io.sampo.node.training.step.simulation;

import java.util.HashMap;
import java.util.Map;

/** Loses, doubles and delays messages, and blocks links for a while. */
final class Network {
  private record Link(Object one, Object other) {}

  private final VirtualTime time;
  private final Chance chance;
  private final Faults faults;
  private final Map<Link, Long> blockedUntil = new HashMap<>();

  Network(VirtualTime time, Chance chance, Faults faults) {
    this.time = time;
    this.chance = chance;
    this.faults = faults;
  }

  /** Blocks both directions. */
  void block(Object one, Object other, long until) {
    blockedUntil.merge(new Link(one, other), until, Math::max);
    blockedUntil.merge(new Link(other, one), until, Math::max);
  }

  boolean isOpen(Object from, Object to) {
    return blockedUntil.isEmpty()
        || blockedUntil.getOrDefault(new Link(from, to), 0L) <= time.now();
  }

  void send(Object from, Object to, Runnable delivery) {
    boolean trouble = time.now() < Simulation.TROUBLE_ENDS;
    if (!isOpen(from, to) || trouble && chance.with(faults.odds().loss())) {
      return;
    }
    time.after(delay(trouble), delivery);
    if (trouble && chance.with(faults.odds().duplication())) {
      time.after(delay(trouble), delivery);
    }
  }

  private int delay(boolean trouble) {
    boolean slow = trouble && chance.with(0.2);
    return slow ? chance.between(1, faults.odds().slow()) : chance.between(1, 5);
  }
}
