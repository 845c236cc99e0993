package io.sampo.http.security;

import static java.util.Objects.requireNonNull;

import io.sampo.http.server.Door;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides who may pass a door: whoever has the operator token, or, where there is none, programs on
 * this machine. A browser is such a program too, and any page can make it send requests to
 * loopback; without a token those are told by their {@code Origin} and {@code Host}. Immutable.
 */
public final class DoorGuard {

  private static final String SCHEME = "bearer ";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private final Door door;
  private final OperatorToken token;

  private DoorGuard(Door door, OperatorToken token) {
    this.door = door;
    this.token = token;
  }

  /**
   * Reads the token, if there is to be one. Blocking.
   *
   * @throws PlatformException if the door would be open beyond loopback without a token, or if
   *     there is no token in the file
   */
  public static DoorGuard of(Door door, Optional<Path> tokenFile) {
    requireNonNull(door, "door is null");
    if (tokenFile.isEmpty() && !door.isLoopback()) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected an operator token for the %s, which is open beyond this machine, but there is none. Set [%s.token-file]"
              .formatted(door, door.settingsPath()));
    }
    return new DoorGuard(door, tokenFile.map(OperatorToken::read).orElse(null));
  }

  /**
   * @param authorization the header {@code Authorization}
   * @param host the header {@code Host}
   * @param origin the header {@code Origin}, which browsers send with what a page asks for
   */
  public Admission admit(
      Optional<String> authorization, Optional<String> host, Optional<String> origin) {
    if (token == null) {
      return isFromHere(host, origin) ? Admission.GRANTED : Admission.FOREIGN_PAGE;
    }
    Optional<String> presented = authorization.filter(DoorGuard::isBearer);
    if (presented.isEmpty()) {
      return Admission.TOKEN_MISSING;
    }
    String secret = presented.get().substring(SCHEME.length()).strip();
    return token.matches(secret) ? Admission.GRANTED : Admission.TOKEN_WRONG;
  }

  private static boolean isBearer(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  /** A name that is not of this machine was made to point here by somebody else's name server. */
  private boolean isFromHere(Optional<String> host, Optional<String> origin) {
    String named = host.orElse("");
    String bare = named.replaceFirst(":\\d+$", "");
    boolean here = bare.equalsIgnoreCase(door.host()) || LOOPBACK.matcher(bare).matches();
    return here && origin.map(page -> page.endsWith("://" + named)).orElse(true);
  }
}
