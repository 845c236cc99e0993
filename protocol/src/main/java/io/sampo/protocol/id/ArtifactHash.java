package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The SHA-256 of an artifact's bytes, 64 lower-case hexadecimal digits: its address. */
public record ArtifactHash(String value) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public ArtifactHash {
    requireNonNull(value, "value is null");
    if (!SHA_256.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected 64 lower-case hexadecimal digits, but was [" + value + "]");
    }
  }

  /** The first twelve digits, for people. */
  public String abbreviated() {
    return value.substring(0, 12);
  }

  @Override
  public String toString() {
    return value;
  }
}
