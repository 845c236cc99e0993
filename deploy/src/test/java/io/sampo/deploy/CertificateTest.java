package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one command of docs/kubernetes.md makes keys with which nodes take each other for nodes. */
class CertificateTest {
  private static final String COMMAND =
      Project.firstGroup("docs/kubernetes.md", "(?m)^\\$ (openssl req .*)$");

  @TempDir private Path directory;
  private ActorSystem system;

  @BeforeEach
  void makeKeys() throws IOException {
    Programs.assume("openssl");
    Programs.output(List.of("bash", "-c", COMMAND), directory);
    // As the Secret of the next command has it: --from-file=ca.crt=tls.crt
    Files.copy(directory.resolve("tls.crt"), directory.resolve("ca.crt"));
    Manifests laptop = Manifests.overlay("laptop-cpu");
    StatefulSet coordinator = laptop.one(StatefulSet.class, Manifests.COORDINATOR);
    Config pod = PodConfiguration.load(laptop, coordinator);
    Config keys =
        ConfigFactory.parseMap(
            Map.of(
                "pekko.actor.provider",
                "local",
                "pekko.coordinated-shutdown.exit-jvm",
                "off",
                rotatingKeys("key-file"),
                directory.resolve("tls.key").toString(),
                rotatingKeys("cert-file"),
                directory.resolve("tls.crt").toString(),
                rotatingKeys("ca-cert-file"),
                directory.resolve("ca.crt").toString()));
    system = ActorSystem.create("certificates", keys.withFallback(pod));
  }

  @AfterEach
  void stop() throws Exception {
    if (system != null) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void nodesWithTheKeysOfTheCommandTakeEachOther() throws SSLException {
    // given
    RotatingKeysSSLEngineProvider provider = new RotatingKeysSSLEngineProvider(system);
    SSLEngine server = provider.createServerSSLEngine("10.0.0.1", 17355);
    SSLEngine client = provider.createClientSSLEngine("10.0.0.2", 17355);
    // when
    shakeHands(client, server);
    // then
    assertThat(provider.verifyClientSession("10.0.0.1", client.getSession()).isEmpty()).isTrue();
    assertThat(provider.verifyServerSession("10.0.0.2", server.getSession()).isEmpty()).isTrue();
    assertThat(server.getSession().getPeerCertificates()).isNotEmpty();
  }

  private static String rotatingKeys(String name) {
    return "pekko.remote.artery.ssl.rotating-keys-engine." + name;
  }

  /** Both ends in one thread; what one says is what the other hears. */
  private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    client.beginHandshake();
    server.beginHandshake();
    for (int turn = 0; turn < 100 && !(isDone(client) && isDone(server)); turn++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertThat(isDone(client) && isDone(server)).as("both ends have shaken hands").isTrue();
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      engine.getDelegatedTask().run();
    } else if (status == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    } else {
      in.flip();
      engine.unwrap(in, nothing);
      in.compact();
    }
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }
}
