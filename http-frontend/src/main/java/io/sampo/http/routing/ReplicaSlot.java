package io.sampo.http.routing;

import io.sampo.protocol.serving.ReplicaProtocol;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/** What a router knows of one replica. Not thread-safe; times are nanoseconds. */
final class ReplicaSlot implements ReplicaStrategy.Candidate {

  /** How a replica stands in the receptionist. */
  enum Standing {
    /** Takes requests. */
    LISTED,
    /** Its node cannot be reached at the moment. */
    UNREACHABLE,
    /** Took itself off the list; answers what it has. */
    LEAVING
  }

  private static final long NEVER = Long.MIN_VALUE;
  private static final long REPORT_LIFETIME = 500_000_000L;

  private final ActorRef<ReplicaProtocol.Command> ref;
  private final boolean local;
  private final String node;
  private final Pulse pulse;
  private Standing standing = Standing.LISTED;
  private int inFlight;
  private int queueLength;
  private long heardAt = NEVER;
  private long suspectedAt = NEVER;

  ReplicaSlot(ActorRef<ReplicaProtocol.Command> ref, PulseTable pulses) {
    this.ref = ref;
    this.local = ref.path().address().hasLocalScope();
    this.node = local ? "" : PulseTable.node(ref.path().address());
    this.pulse = local ? Pulse.OWN : pulses.of(node);
  }

  ActorRef<ReplicaProtocol.Command> ref() {
    return ref;
  }

  @Override
  public boolean isLocal() {
    return local;
  }

  /** {@code host:port} of another node; empty for this one. */
  String node() {
    return node;
  }

  Address address() {
    return ref.path().address();
  }

  Standing standing() {
    return standing;
  }

  void stand(Standing newStanding) {
    standing = newStanding;
  }

  /** Whether it is on another node that lives, as far as is known. */
  boolean canLoseMessages() {
    return !local && standing != Standing.UNREACHABLE && !pulse.isSuspect();
  }

  /** Whether its node had no pulse at that time, and has none since. */
  boolean hadNoPulseAt(long time) {
    return pulse.isSuspect() && pulse.suspectSince() <= time;
  }

  void sent() {
    inFlight++;
  }

  void settled() {
    inFlight--;
  }

  void heard(int newQueueLength, long now) {
    queueLength = newQueueLength;
    heardAt = now;
    suspectedAt = NEVER;
  }

  boolean heardSince(long time) {
    return heardAt != NEVER && heardAt >= time;
  }

  void suspect(long now) {
    suspectedAt = now;
  }

  /** Whether it was silent of late, or its node has no pulse. */
  boolean isSuspect(long now, long suspicion) {
    return pulse.isSuspect() || suspectedAt != NEVER && now - suspectedAt < suspicion;
  }

  long suspectedAt() {
    return Math.max(suspectedAt, pulse.suspectSince());
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  /** Own requests under way, and what the replica last said; old words count for nothing. */
  @Override
  public int load(long now) {
    boolean fresh = heardAt != NEVER && now - heardAt < REPORT_LIFETIME;
    return inFlight + (fresh ? queueLength : 0);
  }
}
