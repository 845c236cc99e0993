package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One request as the bytes that go over the wire, made once. Immutable; each connection takes its
 * own view of the bytes.
 */
public final class PreparedRequest {

  private final String name;
  private final ByteBuffer bytes;
  private final byte[] expectedBody;

  private PreparedRequest(String name, ByteBuffer bytes, byte[] expectedBody) {
    this.name = name;
    this.bytes = bytes;
    this.expectedBody = expectedBody;
  }

  public static PreparedRequest get(String path) {
    return new PreparedRequest(path, direct(head("GET", path, Map.of()), new byte[0]), null);
  }

  /**
   * @param headers beside Host and Content-Length, for example the content type
   */
  public static PreparedRequest post(String path, Map<String, String> headers, byte[] body) {
    requireNonNull(body, "body is null");
    String length = "Content-Length: " + body.length + "\r\n";
    return new PreparedRequest(path, direct(head("POST", path, headers) + length, body), null);
  }

  /** The same request, whose answer counts as wrong unless its body has these bytes. */
  public PreparedRequest expecting(byte[] body) {
    return new PreparedRequest(name, bytes, body.clone());
  }

  /** The path, for reports. */
  public String name() {
    return name;
  }

  /** A view of its own for one connection. */
  ByteBuffer view() {
    return bytes.duplicate();
  }

  /** What the body of the answer must be, if anybody cares. */
  Optional<byte[]> expectedBody() {
    return Optional.ofNullable(expectedBody);
  }

  private static String head(String method, String path, Map<String, String> headers) {
    StringBuilder head = new StringBuilder(method).append(' ').append(path);
    head.append(" HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.toString();
  }

  private static ByteBuffer direct(String head, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    ByteBuffer buffer = ByteBuffer.allocateDirect(all.size());
    return buffer.put(all.toByteArray()).flip().asReadOnlyBuffer();
  }
}
