package io.sampo.protocol.serving;

/** Whether a version may be served. */
public enum VersionState {
  /** Added, not yet run once. */
  CHECKING,
  /** Loaded and run once; it fits its signature. */
  AVAILABLE,
  /** Could not be loaded, or does not fit its signature. Never served. */
  REJECTED
}
