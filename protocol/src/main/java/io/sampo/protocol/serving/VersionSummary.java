package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;

/**
 * A version and how it fares.
 *
 * @param message why it was rejected, or the empty string
 */
public record VersionSummary(VersionSpecification specification, VersionState state, String message)
    implements WireMessage {
  public VersionSummary {
    requireNonNull(specification, "specification is null");
    requireNonNull(state, "state is null");
    requireNonNull(message, "message is null");
  }

  /** For copies that are held everywhere. */
  VersionSummary brief() {
    return new VersionSummary(specification.brief(), state, message);
  }
}
