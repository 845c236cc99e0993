package io.sampo.http.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The token of whoever may operate the cluster. Only its hash is kept, and hashes are compared in
 * constant time. Immutable.
 */
public final class OperatorToken {

  private static final int SHORTEST = 16;

  private final byte[] hash;

  private OperatorToken(byte[] hash) {
    this.hash = hash;
  }

  /**
   * Takes a token.
   *
   * @throws IllegalArgumentException if it is too short to be a secret
   */
  public static OperatorToken of(String token) {
    if (token.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "Expected an operator token of %d characters or more, but got %d"
              .formatted(SHORTEST, token.length()));
    }
    return new OperatorToken(sha256(token));
  }

  /** Reads the token from a file; white space around it does not count. */
  public static OperatorToken read(Path file) {
    try {
      return of(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "Expected an operator token in [" + file + "], but could not read it", unreadable);
    } catch (IllegalArgumentException tooShort) {
      throw new IllegalArgumentException(tooShort.getMessage() + " in [" + file + "]", tooShort);
    }
  }

  public boolean matches(String presented) {
    return MessageDigest.isEqual(hash, sha256(presented));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Expected SHA-256 in every JVM", impossible);
    }
  }

  @Override
  public String toString() {
    return "OperatorToken[…]";
  }
}
