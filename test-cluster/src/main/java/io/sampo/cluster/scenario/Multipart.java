package io.sampo.cluster.scenario;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A form with files, as {@code curl -F} sends it. */
final class Multipart {
  private final String boundary = "sampo-" + UUID.randomUUID();
  private final List<byte[]> chunks = new ArrayList<>();

  Multipart json(String name, String content) {
    return part(name, "", "application/json", content.getBytes(StandardCharsets.UTF_8));
  }

  Multipart file(String name, byte[] content) {
    return part(name, "; filename=\"" + name + "\"", "application/octet-stream", content);
  }

  private Multipart part(String name, String extra, String contentType, byte[] content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, name, extra, contentType);
    chunks.add(head.getBytes(StandardCharsets.UTF_8));
    chunks.add(content);
    chunks.add("\r\n".getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  BodyPublisher body() {
    List<byte[]> all = new ArrayList<>(chunks);
    all.add(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return BodyPublishers.ofByteArrays(all);
  }
}
