package io.sampo.cluster.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault against a server that sends back what comes. */
class FaultProxyTest {

  private ServerSocket server;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread echo = new Thread(this::echo, "echo-accept");
    echo.setDaemon(true);
    echo.start();
    proxy =
        FaultProxy.open(
            "proxy",
            0,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    client = open();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    proxy.close();
    server.close();
  }

  @Test
  void passesEverythingOnAndEndsWithTheConnection() throws IOException {
    // given
    byte[] much = pattern(300_000);

    // when
    Thread sending = send(much);
    byte[] back = client.getInputStream().readNBytes(much.length);

    // then
    assertThat(back).isEqualTo(much);
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(sending.isAlive()).isFalse();
    client.close();
    await().until(() -> proxy.connections() == 0);
  }

  @Test
  void delaysBothWays() throws IOException {
    // given
    proxy.set(LinkFaults.both(new Fault.Delay(Duration.ofMillis(150))));

    // when
    long started = System.nanoTime();
    roundTrip(7);

    // then
    assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(300_000_000L);
  }

  @Test
  void throttles() throws IOException {
    // given
    proxy.set(LinkFaults.onlyForth(new Fault.Throttle(100_000)));

    // when
    long started = System.nanoTime();
    send(pattern(50_000));
    client.getInputStream().readNBytes(50_000);

    // then
    assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(350_000_000L);
  }

  @Test
  void dropsWhatComesAndHealsForWhatComesLater() throws IOException {
    // given
    proxy.set(LinkFaults.onlyForth(Fault.Drop.INSTANCE));

    // when
    client.getOutputStream().write(1);

    // then
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    proxy.set(LinkFaults.NONE);
    assertThat(roundTrip(2)).isEqualTo(2);
  }

  @Test
  void blocksOneWayAndLosesNothing() throws IOException {
    // given a link whose answers are blocked
    roundTrip(1);
    proxy.set(LinkFaults.onlyBack(Fault.Block.INSTANCE));
    client.getOutputStream().write(2);
    // A read that began before the block still brings one chunk.
    boolean broughtOne = readOrTimeOut();
    client.getOutputStream().write(3);

    // when / then
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    proxy.set(LinkFaults.NONE);
    if (!broughtOne) {
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
    assertThat(client.getInputStream().read()).isEqualTo(3);
  }

  @Test
  void resetsOpenConnectionsAndNewOnes() throws IOException {
    // given
    roundTrip(1);

    // when
    proxy.set(LinkFaults.both(Fault.Reset.INSTANCE));

    // then
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reset");
    try (Socket late = open()) {
      assertThatThrownBy(() -> late.getInputStream().read())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    await().until(() -> proxy.connections() == 0);
  }

  @Test
  void corruptsTheByteAtAnOffset() throws IOException {
    // given
    proxy.set(LinkFaults.onlyForth(new Fault.CorruptAt(2)));

    // when
    client.getOutputStream().write(new byte[] {10, 11, 12, 13});
    byte[] back = client.getInputStream().readNBytes(4);

    // then
    assertThat(back).containsExactly(10, 11, 13, 13);
  }

  @Test
  void corruptsSomeBytes() throws IOException {
    // given
    proxy.set(LinkFaults.onlyBack(new Fault.CorruptSome(0.1, 7)));
    byte[] sent = pattern(10_000);

    // when
    send(sent);
    byte[] back = client.getInputStream().readNBytes(sent.length);

    // then
    int wrong = 0;
    for (int i = 0; i < sent.length; i++) {
      wrong += back[i] == sent[i] ? 0 : 1;
    }
    assertThat(wrong).isBetween(800, 1_200);
  }

  private int roundTrip(int value) throws IOException {
    client.getOutputStream().write(value);
    return client.getInputStream().read();
  }

  private boolean readOrTimeOut() throws IOException {
    try {
      return client.getInputStream().read() == 2;
    } catch (SocketTimeoutException blockedAtOnce) {
      return false;
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(1_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private Thread send(byte[] bytes) {
    Thread sending =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(bytes);
              } catch (IOException closed) {
                // The test is over.
              }
            });
    sending.start();
    return sending;
  }

  private void echo() {
    try {
      while (true) {
        Socket connection = server.accept();
        Thread echo = new Thread(() -> echo(connection), "echo");
        echo.setDaemon(true);
        echo.start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void echo(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = connection.getInputStream();
      in.transferTo(connection.getOutputStream());
    } catch (IOException closed) {
      // By the proxy.
    }
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }
}
