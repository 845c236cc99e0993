package io.sampo.http.routing;

import io.sampo.http.routing.ReplicaSlot.Standing;
import io.sampo.protocol.serving.ReplicaProtocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The replicas of one model version, as a router knows them, and the choice among them. Not
 * thread-safe.
 */
final class ReplicaTable {

  /** What a new listing brought. */
  record Changes(
      List<ActorRef<ReplicaProtocol.Command>> added,
      List<ReplicaSlot> unreachable,
      boolean moreCandidates) {}

  private final Map<ActorRef<ReplicaProtocol.Command>, ReplicaSlot> slots = new LinkedHashMap<>();
  private final ReplicaStrategy strategy;
  private final PulseTable pulses;
  private final long suspicion;

  /** Filled anew by every choice, so that a request costs no list. */
  private final List<ReplicaSlot> healthy = new ArrayList<>();

  ReplicaTable(ReplicaStrategy strategy, PulseTable pulses, long suspicionNanos) {
    this.strategy = strategy;
    this.pulses = pulses;
    this.suspicion = suspicionNanos;
  }

  /**
   * Takes over a listing of the receptionist.
   *
   * @param reachable those to be used
   * @param all those, and the ones on nodes that are unreachable at the moment
   */
  Changes update(
      Set<ActorRef<ReplicaProtocol.Command>> reachable,
      Set<ActorRef<ReplicaProtocol.Command>> all) {
    List<ActorRef<ReplicaProtocol.Command>> added = new ArrayList<>();
    List<ReplicaSlot> unreachable = new ArrayList<>();
    boolean more = false;
    for (ActorRef<ReplicaProtocol.Command> ref : union(reachable, all)) {
      if (!slots.containsKey(ref)) {
        slots.put(ref, new ReplicaSlot(ref, pulses));
        added.add(ref);
      }
    }
    for (ReplicaSlot slot : slots.values()) {
      Standing before = slot.standing();
      slot.stand(standing(slot.ref(), reachable, all));
      if (slot.standing() == Standing.UNREACHABLE && before != Standing.UNREACHABLE) {
        unreachable.add(slot);
      }
      boolean candidate = slot.standing() == Standing.LISTED;
      more |= candidate && (before != Standing.LISTED || added.contains(slot.ref()));
    }
    return new Changes(added, unreachable, more);
  }

  private static Set<ActorRef<ReplicaProtocol.Command>> union(
      Set<ActorRef<ReplicaProtocol.Command>> one, Set<ActorRef<ReplicaProtocol.Command>> other) {
    Set<ActorRef<ReplicaProtocol.Command>> union = new HashSet<>(one);
    union.addAll(other);
    return union;
  }

  private static Standing standing(
      ActorRef<ReplicaProtocol.Command> ref,
      Set<ActorRef<ReplicaProtocol.Command>> reachable,
      Set<ActorRef<ReplicaProtocol.Command>> all) {
    if (reachable.contains(ref)) {
      return Standing.LISTED;
    }
    return all.contains(ref) ? Standing.UNREACHABLE : Standing.LEAVING;
  }

  Optional<ReplicaSlot> remove(ActorRef<ReplicaProtocol.Command> ref) {
    return Optional.ofNullable(slots.remove(ref));
  }

  /** A replica did not answer in time: it and its whole node are avoided for a while. */
  void suspect(ReplicaSlot silent, long now) {
    for (ReplicaSlot slot : slots.values()) {
      if (slot == silent || !slot.isLocal() && slot.node().equals(silent.node())) {
        slot.suspect(now);
      }
    }
  }

  /** All replicas on that node, given as {@code host:port}. */
  List<ReplicaSlot> on(String node) {
    return slots.values().stream().filter(slot -> slot.node().equals(node)).toList();
  }

  /**
   * The replica to ask. Those that are suspect come after the others, the least recently suspected
   * first; and if there is none at all, one that is leaving, which still serves those who have not
   * heard of what takes its place.
   *
   * @param request says which replicas it has not tried
   */
  Optional<ReplicaSlot> choose(PendingRequest request, long now) {
    healthy.clear();
    ReplicaSlot leastSuspect = null;
    ReplicaSlot leaving = null;
    for (ReplicaSlot slot : slots.values()) {
      if (slot.standing() == Standing.UNREACHABLE || !request.mayUse(slot)) {
        continue;
      }
      if (slot.standing() == Standing.LEAVING) {
        leaving = slot;
      } else if (!slot.isSuspect(now, suspicion)) {
        healthy.add(slot);
      } else if (leastSuspect == null || slot.suspectedAt() < leastSuspect.suspectedAt()) {
        leastSuspect = slot;
      }
    }
    if (!healthy.isEmpty()) {
      return Optional.of(strategy.choose(healthy, now));
    }
    return Optional.ofNullable(leastSuspect != null ? leastSuspect : leaving);
  }

  /** Those that were silent of late, or whose node has no pulse. */
  List<ReplicaSlot> suspects(long now) {
    return slots.values().stream().filter(slot -> slot.isSuspect(now, suspicion)).toList();
  }

  boolean hasListed() {
    for (ReplicaSlot slot : slots.values()) {
      if (slot.standing() == Standing.LISTED) {
        return true;
      }
    }
    return false;
  }
}
