package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

/**
 * One line of the repository's index.
 *
 * @param version the empty string for a model that was never loaded
 * @param reason the empty string for none
 */
public record RepositoryEntry(String name, String version, State state, String reason) {

  /** How a version is, in the words of the protocol. */
  public enum State {
    READY,
    LOADING,
    UNLOADING,
    UNAVAILABLE,
    /** Of a model that was never loaded. */
    UNKNOWN
  }

  public RepositoryEntry {
    requireNonNull(name, "name is null");
    requireNonNull(version, "version is null");
    requireNonNull(state, "state is null");
    requireNonNull(reason, "reason is null");
  }
}
