package io.sampo.cluster.scenario;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A form with files, as {@code curl -F} sends it. */
public final class Multipart {
  private final String boundary = "sampo-" + UUID.randomUUID();
  private final List<BodyPublisher> chunks = new ArrayList<>();

  public Multipart json(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return part(name, "", "application/json", BodyPublishers.ofByteArray(bytes));
  }

  public Multipart file(String name, byte[] content) {
    return file(name, BodyPublishers.ofByteArray(content));
  }

  /** With the content of a file, which is read when the form is sent. */
  public Multipart file(String name, Path content) throws FileNotFoundException {
    return file(name, BodyPublishers.ofFile(content));
  }

  private Multipart file(String name, BodyPublisher content) {
    return part(name, "; filename=\"" + name + "\"", "application/octet-stream", content);
  }

  private Multipart part(String name, String extra, String contentType, BodyPublisher content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, name, extra, contentType);
    chunks.add(text(head));
    chunks.add(content);
    chunks.add(text("\r\n"));
    return this;
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  BodyPublisher body() {
    List<BodyPublisher> all = new ArrayList<>(chunks);
    all.add(text("--" + boundary + "--\r\n"));
    return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
  }

  private static BodyPublisher text(String text) {
    return BodyPublishers.ofByteArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
