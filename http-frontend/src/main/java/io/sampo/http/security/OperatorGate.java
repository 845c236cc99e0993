package io.sampo.http.security;

import io.sampo.http.server.Door;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Lets in who shows the operator token, or everybody where there is none. Immutable. */
public final class OperatorGate {

  private static final String SCHEME = "bearer ";

  private final Optional<OperatorToken> token;

  private OperatorGate(Optional<OperatorToken> token) {
    this.token = token;
  }

  /**
   * The gate of a door.
   *
   * @throws PlatformException if the door is reachable from other machines and has no token
   */
  public static OperatorGate of(Door door, Optional<Path> tokenFile) {
    if (tokenFile.isEmpty() && !door.isLoopback()) {
      throw new PlatformException(
          ErrorCode.UNAUTHORIZED,
          "Expected [%s.token-file] to name the file of an operator token, because the %s is open"
                  .formatted(door.settingsPath(), door)
              + " beyond loopback, but it is empty");
    }
    return new OperatorGate(tokenFile.map(OperatorToken::read));
  }

  public boolean permits(HttpRequest request) {
    return token.isEmpty() || presented(request).filter(token.get()::matches).isPresent();
  }

  private static Optional<String> presented(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(HttpHeader::value)
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> value.substring(SCHEME.length()).strip());
  }
}
