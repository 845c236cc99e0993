package io.sampo.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client on real sockets. */
public final class HttpClientOfTests {

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  public HttpClientOfTests(InetSocketAddress server) {
    this.base = "http://127.0.0.1:" + server.getPort();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(withHeaders(request(path), headers).GET().build());
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return post(path, BodyPublishers.ofString(body), headers);
  }

  public HttpResponse<String> post(String path, BodyPublisher body, String... headers) {
    return send(withHeaders(request(path), headers).POST(body).build());
  }

  public HttpResponse<byte[]> postForBytes(String path, byte[] body, String... headers) {
    try {
      return client.send(
          withHeaders(request(path), headers).POST(BodyPublishers.ofByteArray(body)).build(),
          BodyHandlers.ofByteArray());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Does not wait for the answer. */
  public CompletableFuture<HttpResponse<String>> postLater(
      String path, byte[] body, String... headers) {
    return client.sendAsync(
        withHeaders(request(path), headers).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static HttpRequest.Builder withHeaders(HttpRequest.Builder builder, String... headers) {
    return headers.length == 0 ? builder : builder.headers(headers);
  }
}
