package io.sampo.http.admin;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** A form with files, as clients send it. */
final class Form {

  private static final String BOUNDARY = "a-boundary-of-this-test";
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Form text(String name, String content) {
    return part(name, "", content.getBytes(StandardCharsets.UTF_8));
  }

  Form file(String name, byte[] content) {
    return part(name, "; filename=\"file\"", content);
  }

  private Form part(String name, String more, byte[] content) {
    write("--" + BOUNDARY + "\r\n");
    write("Content-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n");
    bytes.writeBytes(content);
    write("\r\n");
    return this;
  }

  private void write(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  String contentType() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  BodyPublisher body() {
    write("--" + BOUNDARY + "--\r\n");
    return BodyPublishers.ofByteArray(bytes.toByteArray());
  }
}
