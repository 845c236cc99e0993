package io.sampo.cluster.process;

/** The signals that a cluster is tested with. */
public enum Signal {
  /** Stop in order. */
  TERM,
  /** Stop at once; the process hears nothing of it. */
  KILL,
  /** Freeze: sockets stay open and nobody answers. */
  STOP,
  /** Go on after a freeze. */
  CONT
}
