package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Sends requests and takes answers apart, on one connection at a time. An answer is a success, or
 * an error of the caller's whose body says so as the protocol wants it; anything else, and an
 * answer that does not come, is an {@link AssertionError} that names the seed. For one thread.
 */
final class HostileClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIPELINED = 8;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LONGEST_HEAD = 16 * 1024;

  private record Answer(int status, boolean closes, byte[] body) {}

  private final URI door;
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private Socket socket;
  private InputStream in;

  HostileClient(URI door) {
    this.door = door;
  }

  /** How many answers had which status. */
  Map<Integer, Integer> statuses() {
    return statuses;
  }

  /** Sends the requests of these seeds over a kept connection, several ahead of their answers. */
  void sendFramed(IntFunction<byte[]> requests, int from, int to) throws IOException {
    int next = from;
    while (next < to) {
      int last = Math.min(next + PIPELINED, to);
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      for (int seed = next; seed < last; seed++) {
        together.writeBytes(requests.apply(seed));
      }
      connect();
      socket.getOutputStream().write(together.toByteArray());
      for (boolean open = true; next < last && open; next++) {
        Answer answer = read(next);
        if (answer == null) {
          throw new AssertionError("Expected an answer to seed [" + next + "], but there was none");
        }
        check(next, answer);
        open = !answer.closes();
        if (!open) {
          disconnect();
        }
      }
    }
    disconnect();
  }

  /** Sends each request over a connection of its own, and then nothing more. */
  void sendUnframed(IntFunction<byte[]> requests, int from, int to) throws IOException {
    for (int seed = from; seed < to; seed++) {
      connect();
      try {
        socket.getOutputStream().write(requests.apply(seed));
        socket.shutdownOutput();
        for (Answer answer = read(seed); answer != null; answer = read(seed)) {
          check(seed, answer);
        }
      } catch (SocketException reset) {
        // The server has closed before it read all: its right, with what is no request.
      }
      disconnect();
    }
  }

  private void connect() throws IOException {
    if (socket == null) {
      socket = new Socket(door.getHost(), door.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }
  }

  private void disconnect() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** The next answer; null at the end of the stream. */
  private Answer read(int seed) throws IOException {
    String head = head(seed);
    if (head.isEmpty()) {
      return null;
    }
    if (!head.matches("(?s)HTTP/1\\.1 [1-5]\\d\\d .*")) {
      throw new AssertionError("Expected an answer to seed [" + seed + "], but got: " + head);
    }
    int length = 0;
    boolean closes = false;
    for (String line : head.toLowerCase(Locale.ROOT).split("\r\n")) {
      if (line.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
      closes |= line.equals("connection: close");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new AssertionError("Expected the whole answer to seed [" + seed + "]");
    }
    return new Answer(Integer.parseInt(head.substring(9, 12)), closes, body);
  }

  private String head(int seed) throws IOException {
    byte[] head = new byte[LONGEST_HEAD];
    int length = 0;
    while (!endsHead(head, length)) {
      int next = in.read();
      if (next < 0 && length == 0) {
        return "";
      }
      if (next < 0 || length == LONGEST_HEAD) {
        throw new EOFException("Expected the head of an answer to seed [" + seed + "]");
      }
      head[length++] = (byte) next;
    }
    return new String(head, 0, length, ISO_8859_1);
  }

  private static boolean endsHead(byte[] head, int length) {
    return length >= 4
        && head[length - 4] == '\r'
        && head[length - 3] == '\n'
        && head[length - 2] == '\r'
        && head[length - 1] == '\n';
  }

  private void check(int seed, Answer answer) throws IOException {
    statuses.merge(answer.status(), 1, Integer::sum);
    int category = answer.status() / 100;
    if (category == 2) {
      return;
    }
    String text = new String(answer.body(), UTF_8);
    if (category != 4) {
      throw new AssertionError("seed [" + seed + "]: " + answer.status() + " " + text);
    }
    try {
      JsonNode json = JSON.readTree(answer.body());
      if (json.size() != 1 || json.path("error").asText().isBlank()) {
        throw new AssertionError("Expected one error, but seed [" + seed + "]: " + text);
      }
    } catch (JsonProcessingException noJson) {
      throw new AssertionError(
          "Expected JSON, but seed [%d]: %d %s"
              .formatted(seed, answer.status(), Arrays.toString(answer.body())),
          noJson);
    }
  }
}
