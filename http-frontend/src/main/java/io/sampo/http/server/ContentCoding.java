package io.sampo.http.server;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** How a body is compressed: RFC 9110, section 8.4. Stateless. */
public enum ContentCoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  /** In the framing of zlib, as the standard has it. */
  DEFLATE("deflate");

  /** What {@code Accept-Encoding} says of this server. */
  public static final String ACCEPTED = "gzip, deflate";

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** As headers write it. */
  public String token() {
    return token;
  }

  /** The coding that a {@code Content-Encoding} names; empty if it is not read here. */
  public static Optional<ContentCoding> named(String contentEncoding) {
    return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> Optional.of(IDENTITY);
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "deflate" -> Optional.of(DEFLATE);
      default -> Optional.empty();
    };
  }

  /**
   * The coding that a client likes best; of equals the one that comes first here: gzip, deflate,
   * identity. One that excludes everything gets identity.
   */
  public static ContentCoding preferred(String acceptEncoding) {
    double gzip = -1;
    double deflate = -1;
    double identity = -1;
    double others = 0;
    for (String element : acceptEncoding.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = element.split(";", 2);
      double weight = parts.length == 1 ? 1 : weight(parts[1].strip());
      switch (parts[0].strip()) {
        case "gzip", "x-gzip" -> gzip = weight;
        case "deflate" -> deflate = weight;
        case "identity" -> identity = weight;
        case "*" -> others = weight;
        default -> {}
      }
    }
    gzip = gzip < 0 ? others : gzip;
    deflate = deflate < 0 ? others : deflate;
    // Identity is always welcome, but whoever names another one likes that better.
    identity = identity < 0 ? Math.max(others, Double.MIN_VALUE) : identity;
    if (gzip > 0 && gzip >= deflate && gzip >= identity) {
      return GZIP;
    }
    return deflate > 0 && deflate >= identity ? DEFLATE : IDENTITY;
  }

  private static double weight(String parameter) {
    if (!parameter.startsWith("q=")) {
      return 1;
    }
    try {
      double weight = Double.parseDouble(parameter.substring(2).strip());
      return weight >= 0 && weight <= 1 ? weight : 0;
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }

  /**
   * The body as it was before it was compressed. Takes time in proportion to its result, which
   * never grows beyond the limit.
   *
   * @param holding is told of bytes before they are held, and may throw to prevent it
   * @throws PlatformException with {@code TENSOR_TOO_LARGE} beyond the limit, and with {@code
   *     INVALID_ARGUMENT} if the body is not in this coding
   */
  public Body decode(Body body, int limit, LongConsumer holding) {
    if (this == IDENTITY) {
      return body;
    }
    ByteArrayInputStream compressed = new ByteArrayInputStream(body.bytes(), 0, body.length());
    try (InputStream source =
        this == GZIP ? new GZIPInputStream(compressed) : new InflaterInputStream(compressed)) {
      return readAll(source, limit, new BodyBuffer(limit, holding));
    } catch (IOException broken) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a body in " + token + ", but it is not: " + broken.getMessage(),
          broken);
    }
  }

  private static Body readAll(InputStream source, int limit, BodyBuffer buffer) throws IOException {
    buffer.addAll(source);
    Body body = buffer.body();
    if (body.length() == limit && source.read() >= 0) {
      throw BodyReader.tooLarge(limit);
    }
    return body;
  }

  /** Opens a stream that compresses into another one. */
  public OutputStream encode(ByteArrayOutputStream target) throws IOException {
    return switch (this) {
      case IDENTITY -> target;
      case GZIP -> new GZIPOutputStream(target);
      case DEFLATE -> new DeflaterOutputStream(target);
    };
  }
}
