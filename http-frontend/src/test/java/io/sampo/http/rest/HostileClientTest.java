package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Spoilt requests over real sockets, head and body, plain and compressed: every answer is a success
 * or a well-formed error of the caller's, and afterwards nothing is left of them. Seen red with a
 * door that leaves an actor behind for each request, and with one that answers broken gzip as a
 * defect.
 */
class HostileClientTest {

  private static final int REQUESTS = 3000;
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static ProtocolServer server;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
    server.serve(
        4,
        new TensorSpec("a", DataType.FP32, Shape.of(2)),
        new TensorSpec("b", DataType.INT64, Shape.of(2)),
        new TensorSpec("c", DataType.BYTES, Shape.of(1)));
  }

  /** What could be left behind. */
  private record Resources(long descriptors, long buffers, long actors) {

    static Resources now() {
      long buffers =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getCount)
              .sum();
      UnixOperatingSystemMXBean machine =
          (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long actors = server.kit().system().printTree().lines().count();
      return new Resources(machine.getOpenFileDescriptorCount(), buffers, actors);
    }
  }

  @Test
  void answersAllAsTheCallersFaultAndKeepsNothing() {
    // The pools of threads and buffers fill first, with the very same kind of load.
    attack(0, REQUESTS / 4);
    Resources before = Resources.now();

    List<Integer> statuses = attack(REQUESTS / 4, REQUESTS);

    assertThat(statuses).contains(200, 400).hasSizeGreaterThan(REQUESTS / 2);
    assertThat(statuses).allMatch(status -> status == 200 || status >= 400 && status < 500);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Resources after = Resources.now();
              assertThat(after.actors()).isLessThanOrEqualTo(before.actors());
              assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + CLIENTS);
              assertThat(after.buffers()).isLessThanOrEqualTo(before.buffers() + 4 * CLIENTS);
            });
    assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
  }

  /** Sends the requests with these seeds, some at a time; the statuses of what came back. */
  private static List<Integer> attack(int from, int to) {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<CompletableFuture<List<Integer>>> answers =
          IntStream.range(from, to)
              .mapToObj(
                  seed -> CompletableFuture.supplyAsync(() -> statuses(seed, send(seed)), clients))
              .toList();
      List<Integer> all = new ArrayList<>();
      answers.forEach(answer -> all.addAll(answer.orTimeout(60, TimeUnit.SECONDS).join()));
      return all;
    } finally {
      clients.shutdownNow();
    }
  }

  private static byte[] request(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] body =
        random.nextBoolean() ? Mutations.json(seed).body() : Mutations.binary(seed).body();
    String headers = "";
    if (random.nextInt(4) == 0) {
      String coding = random.nextBoolean() ? "gzip" : "deflate";
      byte[] compressed = Requests.compressed(coding, body);
      body = random.nextBoolean() ? compressed : Mutations.spoilt(compressed, random);
      headers = "Content-Encoding: " + coding + "\r\n";
    } else if (random.nextInt(4) == 0) {
      headers = "Inference-Header-Content-Length: " + random.nextInt(-5, 500) + "\r\n";
    }
    byte[] head =
        ("POST /v2/models/m/infer HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    return random.nextInt(3) == 0
        ? joined(Mutations.spoilt(head, random), body)
        : joined(head, body);
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /** What comes back until the server closes; nothing more is sent, so it has to. */
  private static String send(int seed) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request(seed));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      // The server has closed before it read all: its right, with what is no request.
      return "";
    } catch (IOException failure) {
      throw new UncheckedIOException("seed " + seed, failure);
    }
  }

  /** Takes the answers apart; each error has to be one. */
  private static List<Integer> statuses(int seed, String answers) {
    List<Integer> statuses = new ArrayList<>();
    int at = 0;
    while (at < answers.length()) {
      int body = answers.indexOf("\r\n\r\n", at) + 4;
      String head = answers.substring(at, body);
      assertThat(head).as("seed " + seed).matches("(?s)HTTP/1\\.1 \\d{3} .*");
      int status = Integer.parseInt(head.substring(9, 12));
      int end = Math.min(answers.length(), body + contentLength(head));
      if (status != 200 && end > body) {
        String error = answers.substring(body, end);
        assertThat(ProtocolServer.json(error).path("error").isTextual())
            .as("seed " + seed + ": " + error)
            .isTrue();
      }
      statuses.add(status);
      at = end;
    }
    return statuses;
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.startsWith("Content-Length: ")) {
        return Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return 0;
  }
}
