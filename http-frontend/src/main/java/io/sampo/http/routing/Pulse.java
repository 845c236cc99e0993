package io.sampo.http.routing;

/**
 * Whether one node's heartbeat is felt. Written by the {@link PulseWatch}, read by routers at every
 * choice, so that they need no message to know it. Thread-safe; times are nanoseconds.
 */
final class Pulse {

  private static final long NEVER = Long.MIN_VALUE;

  /** Of this node: who asks here lives. */
  static final Pulse OWN = new Pulse();

  private volatile long suspectSince = NEVER;

  void suspect(long now) {
    suspectSince = now;
  }

  void recover() {
    suspectSince = NEVER;
  }

  boolean isSuspect() {
    return suspectSince != NEVER;
  }

  /** When its beats were missed; {@link Long#MIN_VALUE} while they are felt. */
  long suspectSince() {
    return suspectSince;
  }
}
