package io.sampo.http.routing;

import io.sampo.protocol.id.RequestId;

/** A request at one replica, under an id of its own. Not thread-safe; times are nanoseconds. */
final class Attempt {

  private final RequestId id;
  private final int ordinal;
  private final PendingRequest request;
  private final ReplicaSlot replica;
  private final long sentAt;
  private long lifeSignAt;
  private boolean excused;

  /**
   * @param ordinal among the attempts of the request, from 1
   */
  Attempt(RequestId id, int ordinal, PendingRequest request, ReplicaSlot replica, long now) {
    this.id = id;
    this.ordinal = ordinal;
    this.request = request;
    this.replica = replica;
    this.sentAt = now;
    this.lifeSignAt = now;
  }

  RequestId id() {
    return id;
  }

  int ordinal() {
    return ordinal;
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

  /** When it was sent, or a part of the answer came. */
  long lifeSignAt() {
    return lifeSignAt;
  }

  void showedLife(long now) {
    lifeSignAt = now;
  }

  /** Whether its inputs are too large for a message to where they go. */
  boolean isCarried() {
    return !replica.isLocal() && request.isLarge();
  }

  /** True once: a replica that answers others is busy, not gone. */
  boolean excuseOnce() {
    boolean first = !excused;
    excused = true;
    return first;
  }
}
