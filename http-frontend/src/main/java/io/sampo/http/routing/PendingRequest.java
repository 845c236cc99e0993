package io.sampo.http.routing;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A request that is not answered yet, and who was asked for it. Not thread-safe. */
final class PendingRequest {

  /** The largest sum of input bytes that may travel inside a message to another node. */
  static final long LARGEST_REMOTE_INPUT = 256 * 1024;

  /** The request at one replica, under an id of its own. */
  static final class Attempt {
    private final RequestId id;
    private final PendingRequest request;
    private final ReplicaSlot replica;
    private final long sentAt;
    private boolean excused;

    Attempt(RequestId id, PendingRequest request, ReplicaSlot replica, long sentAt) {
      this.id = id;
      this.request = request;
      this.replica = replica;
      this.sentAt = sentAt;
    }

    RequestId id() {
      return id;
    }

    PendingRequest request() {
      return request;
    }

    ReplicaSlot replica() {
      return replica;
    }

    long sentAt() {
      return sentAt;
    }

    /** True once: a replica that answers others is busy, not gone. */
    boolean excuseOnce() {
      boolean first = !excused;
      excused = true;
      return first;
    }
  }

  private final RoutedRequest routed;
  private final boolean localOnly;
  private final List<Attempt> open = new ArrayList<>(2);
  private final Set<ReplicaSlot> tried = new HashSet<>(4);
  private int attempts;
  private PlatformError lastRefusal;

  PendingRequest(RoutedRequest routed) {
    this.routed = routed;
    this.localOnly = routed.inputBytes() > LARGEST_REMOTE_INPUT;
  }

  RoutedRequest routed() {
    return routed;
  }

  /** Whether only a replica on this node can take it, because its inputs are large. */
  boolean isLocalOnly() {
    return localOnly;
  }

  boolean mayUse(ReplicaSlot replica) {
    return (replica.isLocal() || !localOnly) && !tried.contains(replica);
  }

  Attempt open(ReplicaSlot replica, long now) {
    attempts++;
    tried.add(replica);
    RequestId id =
        attempts == 1 ? routed.id() : new RequestId(routed.id().value() + "." + attempts);
    Attempt attempt = new Attempt(id, this, replica, now);
    open.add(attempt);
    return attempt;
  }

  void close(Attempt attempt) {
    open.remove(attempt);
  }

  List<Attempt> openAttempts() {
    return open;
  }

  int attempts() {
    return attempts;
  }

  /** Every replica may be asked again. */
  void forgetTried() {
    tried.clear();
  }

  void refusedWith(PlatformError error) {
    lastRefusal = error;
  }

  PlatformError lastRefusal() {
    return lastRefusal;
  }
}
