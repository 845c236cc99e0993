package io.sampo.http.server;

/**
 * A request body in memory: the first {@code length} bytes of the array, which belongs to whoever
 * holds the body.
 */
public record Body(byte[] bytes, int length) {

  public static final Body EMPTY = new Body(new byte[0], 0);

  public Body {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException(
          "Expected a length between 0 and %d, but was %d".formatted(bytes.length, length));
    }
  }

  public static Body of(byte[] bytes) {
    return new Body(bytes, bytes.length);
  }
}
