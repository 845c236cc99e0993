package io.sampo.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sampo.cluster.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod that gives back what it reads, behind a witness, and another one that connects to it. */
class LinkWitnessTest {

  private static final String ADDRESS = "127.0.0.1";
  private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("authority");

  private static final NodeCertificate OF_SERVER = AUTHORITY.issue("node");
  private static final NodeCertificate OF_CLIENT = AUTHORITY.issue("node");

  private int port;
  private SSLServerSocket server;
  private LinkWitness witness;

  @BeforeEach
  void start() throws IOException {
    List<Integer> ports = FreePorts.find(2);
    port = ports.get(0);
    server =
        (SSLServerSocket)
            OF_SERVER
                .context()
                .getServerSocketFactory()
                .createServerSocket(ports.get(1), 0, InetAddress.getByName(ADDRESS));
    server.setNeedClientAuth(true);
    Thread echo = new Thread(this::echo, "echo");
    echo.setDaemon(true);
    echo.start();
    witness = LinkWitness.open(ADDRESS, port, ports.get(1));
  }

  @AfterEach
  void stop() throws IOException {
    witness.close();
    server.close();
  }

  @Test
  void handsBytesOnUnseenUntilItLooks() throws IOException {
    try (Socket socket = connect(OF_CLIENT)) {
      assertThat(echoOf(42, socket)).isEqualTo(42);
      assertThat(witness.links()).isEmpty();
      assertThat(witness.attempts(ADDRESS)).isOne();
    }
  }

  @Test
  void seesTheCertificatesOfBothEndsAndHandsBytesOn() throws IOException {
    witness.look(AUTHORITY.issue("node"));

    try (Socket socket = connect(OF_CLIENT)) {
      assertThat(echoOf(42, socket)).isEqualTo(42);
      assertThat(witness.links())
          .containsExactly(
              new LinkWitness.Link(ADDRESS, ADDRESS, OF_CLIENT.serial(), OF_SERVER.serial()));
    }
    await("the link to be gone").until(() -> witness.links().isEmpty());
  }

  @Test
  void breaksWhatIsOpen() throws IOException {
    try (Socket socket = connect(OF_CLIENT)) {
      assertThat(echoOf(42, socket)).isEqualTo(42);

      witness.breakAll();

      assertThatThrownBy(() -> echoOf(43, socket)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tellsTheCertificateThatIsServedAndWhoIsRefused() throws IOException {
    NodeCertificate foreign = CertificateAuthority.create("authority").issue("node");

    assertThat(witness.servedSerial(OF_CLIENT)).isEqualTo(OF_SERVER.serial());
    assertThatThrownBy(() -> witness.servedSerial(foreign)).isInstanceOf(IOException.class);
    try (Socket socket = connect(foreign.trusting(AUTHORITY))) {
      assertThatThrownBy(() -> echoOf(42, socket)).isInstanceOf(IOException.class);
    }
  }

  private SSLSocket connect(NodeCertificate certificate) throws IOException {
    return (SSLSocket) certificate.context().getSocketFactory().createSocket(ADDRESS, port);
  }

  private static int echoOf(int value, Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    socket.getOutputStream().write(value);
    int answer = socket.getInputStream().read();
    if (answer < 0) {
      throw new IOException("the connection has ended");
    }
    return answer;
  }

  private void echo() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException over) {
        // The next one, if there is one.
      }
    }
  }
}
