package io.sampo.http.security;

import static java.util.Objects.requireNonNull;

import io.sampo.http.server.Door;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Decides who may do an operator's work at a door that is open to all for other things: programs on
 * this machine if the door is on loopback, and elsewhere whoever has the operator token. Where
 * there is none nobody may. Immutable.
 */
public final class OperatorGuard {

  /** Null where nobody may. */
  private final DoorGuard guard;

  private OperatorGuard(DoorGuard guard) {
    this.guard = guard;
  }

  /**
   * Reads the token, if it will be needed. Blocking.
   *
   * @throws io.sampo.protocol.error.PlatformException if there is no token in the file
   */
  public static OperatorGuard of(Door door, Optional<Path> tokenFile) {
    requireNonNull(door, "door is null");
    if (door.isLoopback()) {
      return new OperatorGuard(DoorGuard.of(door, Optional.empty()));
    }
    return new OperatorGuard(tokenFile.isPresent() ? DoorGuard.of(door, tokenFile) : null);
  }

  /** As {@link DoorGuard#admit}. */
  public Admission admit(
      Optional<String> authorization, Optional<String> host, Optional<String> origin) {
    return guard == null ? Admission.TOKEN_MISSING : guard.admit(authorization, host, origin);
  }
}
