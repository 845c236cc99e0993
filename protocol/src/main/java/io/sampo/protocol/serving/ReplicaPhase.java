package io.sampo.protocol.serving;

/** The life of a replica, in order. */
public enum ReplicaPhase {
  LOADING,
  WARMING,
  READY,
  DRAINING,
  STOPPED,
  /** Could not be loaded or warmed; the status says why. */
  FAILED
}
