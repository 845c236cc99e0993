package io.sampo.http.security;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * The secret of the operator. Only its SHA-256 is kept, and hashes are compared in constant time,
 * so that neither a heap dump nor a clock gives it away. Immutable.
 */
public final class OperatorToken {

  /** What RFC 6750 lets a bearer token be; headers that break it end in the log as illegal. */
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");

  private final byte[] hash;

  private OperatorToken(byte[] hash) {
    this.hash = hash;
  }

  /**
   * @throws IllegalArgumentException if the text is too short or no bearer token
   */
  public static OperatorToken of(String token) {
    requireNonNull(token, "token is null");
    if (!GRAMMAR.matcher(token).matches()) {
      throw new IllegalArgumentException(
          "Expected an operator token of 16 or more letters, digits or [._~+/-], but it had %d characters or others"
              .formatted(token.length()));
    }
    return new OperatorToken(sha256(token));
  }

  /**
   * Reads the token from a file; white space around it does not count. Blocking.
   *
   * @throws PlatformException if the file cannot be read or holds no secret
   */
  public static OperatorToken read(Path file) {
    try {
      return of(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected an operator token in [%s], but could not read it: %s"
              .formatted(file, unreadable),
          unreadable);
    } catch (IllegalArgumentException unfit) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT, unfit.getMessage() + " in [" + file + "]", unfit);
    }
  }

  public boolean matches(String presented) {
    return MessageDigest.isEqual(hash, sha256(presented));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "OperatorToken[…]";
  }
}
