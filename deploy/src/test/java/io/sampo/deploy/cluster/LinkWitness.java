package io.sampo.deploy.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Stands at the port under which a pod's remoting is known, in front of the one at which the pod
 * listens. At first it passes bytes on as they come. Once it looks, each new connection is two
 * mutual TLS connections, one with either end, so that it sees the certificates which both ends
 * show, which TLS 1.3 hides from everybody else. Thread-safe.
 */
final class LinkWitness implements AutoCloseable {

  private static final int LIMIT_MILLIS = 5_000;

  /**
   * An open connection for messages in one direction.
   *
   * @param from address of the pod that connected
   * @param to address of the pod that it wanted
   * @param clientSerial of the certificate that the first one has shown
   * @param serverSerial of the certificate that the second one has shown
   */
  record Link(String from, String to, BigInteger clientSerial, BigInteger serverSerial) {}

  private final String address;
  private final InetSocketAddress target;
  private final ServerSocket door;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> attempts = new ConcurrentHashMap<>();
  private volatile NodeCertificate looksWith;

  private LinkWitness(String address, int port, int target) {
    this.address = requireNonNull(address, "address is null");
    this.target = new InetSocketAddress(address, target);
    try {
      door = new ServerSocket(port, 0, InetAddress.getByName(address));
    } catch (IOException taken) {
      throw new UncheckedIOException("Expected to listen at [" + address + ":" + port + "]", taken);
    }
  }

  /**
   * @param address where both it and the pod listen
   * @param port that others know
   * @param target that the pod listens on
   */
  static LinkWitness open(String address, int port, int target) {
    LinkWitness witness = new LinkWitness(address, port, target);
    start("witness-" + address, witness::accept);
    return witness;
  }

  /**
   * Looks into each new connection from now on.
   *
   * @param certificate that both ends accept
   */
  void look(NodeCertificate certificate) {
    looksWith = requireNonNull(certificate, "certificate is null");
  }

  /** Breaks every connection; the pods make new ones. */
  void breakAll() {
    connections.forEach(Connection::abort);
  }

  /** The open connections into which it looks. */
  List<Link> links() {
    return connections.stream().flatMap(connection -> connection.seen.stream()).toList();
  }

  /** Whether it looks into every connection that is open. */
  boolean seesAll() {
    return connections.stream().noneMatch(connection -> connection.seen.isEmpty());
  }

  /**
   * Connects to the pod as one of its peers.
   *
   * @return the serial number of the certificate that it shows now
   * @throws IOException if either end refuses the other's certificate
   */
  BigInteger servedSerial(NodeCertificate certificate) throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(target, LIMIT_MILLIS);
      return serialOf(asClient(plain, certificate));
    }
  }

  /** How often somebody with this address has connected. */
  long attempts(String from) {
    return attempts.getOrDefault(from, new LongAdder()).sum();
  }

  @Override
  public void close() {
    closeQuietly(door);
    breakAll();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Connection connection = new Connection(door.accept());
        connections.add(connection);
        attempts.computeIfAbsent(connection.from(), from -> new LongAdder()).increment();
        start("witness-" + address + "-" + connection.from(), connection::run);
      } catch (IOException closed) {
        // It is closing; or one connection failed, and the next may not.
      }
    }
  }

  private SSLSocket asClient(Socket plain, NodeCertificate certificate) throws IOException {
    SSLSocketFactory sockets = certificate.context().getSocketFactory();
    return shakeHands((SSLSocket) sockets.createSocket(plain, address, target.getPort(), true));
  }

  private static SSLSocket asServer(Socket plain, NodeCertificate certificate) throws IOException {
    SSLSocketFactory sockets = certificate.context().getSocketFactory();
    SSLSocket socket = (SSLSocket) sockets.createSocket(plain, null, true);
    socket.setNeedClientAuth(true);
    return shakeHands(socket);
  }

  private static SSLSocket shakeHands(SSLSocket socket) throws IOException {
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.startHandshake();
    socket.setSoTimeout(0);
    return socket;
  }

  private static BigInteger serialOf(SSLSocket socket) throws IOException {
    X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return peer.getSerialNumber();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception alreadyBroken) {
      // It is gone either way.
    }
  }

  /** The two sockets, and the threads that carry bytes between them. */
  private final class Connection {
    private final Socket near;
    private final Socket far = new Socket();
    private final List<Link> seen = new CopyOnWriteArrayList<>();

    Connection(Socket near) {
      this.near = near;
    }

    String from() {
      return near.getInetAddress().getHostAddress();
    }

    void run() {
      try {
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        far.connect(target, LIMIT_MILLIS);
        NodeCertificate certificate = looksWith;
        if (certificate == null) {
          carry(near, far);
          return;
        }
        SSLSocket client = asServer(near, certificate);
        SSLSocket server = asClient(far, certificate);
        seen.add(new Link(from(), address, serialOf(client), serialOf(server)));
        carry(client, server);
      } catch (IOException refused) {
        abort();
      }
    }

    private void carry(Socket client, Socket server) {
      start("witness-" + address + "-back", () -> copy(server, client));
      copy(client, server);
    }

    /** Until the source ends; then both are over, for nobody goes on in one direction alone. */
    private void copy(Socket source, Socket sink) {
      try {
        source.getInputStream().transferTo(sink.getOutputStream());
      } catch (IOException broken) {
        // The connection has ended, here or at its other side.
      }
      abort();
    }

    private void abort() {
      connections.remove(this);
      for (Socket socket : List.of(near, far)) {
        try {
          // Without lingering a close is a reset, and no write can hold it up.
          socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
          // Then there is nothing to reset.
        }
        closeQuietly(socket);
      }
    }
  }
}
