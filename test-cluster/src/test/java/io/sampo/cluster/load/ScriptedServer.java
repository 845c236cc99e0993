package io.sampo.cluster.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server of a few lines, to misbehave exactly as a test wants: a thread a connection. */
final class ScriptedServer implements AutoCloseable {

  /** Answers one request; what it throws closes the connection. */
  interface Script {
    void answer(int number, OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final Script script;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();

  ScriptedServer(Script script) {
    this.script = script;
    try {
      socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    start(this::accept);
  }

  URI door() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  int requests() {
    return requests.get();
  }

  static void respond(OutputStream out, int status, String body) throws IOException {
    String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + body.length();
    out.write((head + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Dies as a process does: nobody listens any more and every connection breaks. */
  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        connections.add(connection);
        start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (readRequest(in)) {
        script.answer(requests.incrementAndGet(), connection.getOutputStream());
      }
    } catch (IOException closed) {
      // By the script, or by the client.
    }
  }

  /** Reads a head without a body. */
  private static boolean readRequest(InputStream in) throws IOException {
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      last = last << 8 | next;
      if (last == ('\r' << 24 | '\n' << 16 | '\r' << 8 | '\n')) {
        return true;
      }
    }
    return false;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }
}
