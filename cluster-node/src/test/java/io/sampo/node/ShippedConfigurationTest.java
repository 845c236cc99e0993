package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.sampo.node.device.DeviceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node gets from the files that are shipped for it. */
class ShippedConfigurationTest {
  private static final String DISCOVERY =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";
  private static final String KEYS = "pekko.remote.artery.ssl.rotating-keys-engine.";

  @TempDir private Path directory;

  @Test
  void aPodFindsCoordinatorsThroughKubernetes() throws IOException {
    Config pod = node("include classpath(\"kubernetes.conf\")");

    assertThat(pod.getString(DISCOVERY + "discovery-method")).isEqualTo("kubernetes-api");
    assertThat(pod.getString("pekko.discovery.kubernetes-api.class")).isNotEmpty();
    assertThat(pod.getString(DISCOVERY + "port-name")).isEqualTo("management");
    assertThat(pod.getInt(DISCOVERY + "required-contact-point-nr")).isEqualTo(2);
    assertThat(pod.getBoolean("pekko.discovery.kubernetes-api.use-raw-ip")).isTrue();
    assertThat(pod.getString("pekko.discovery.kubernetes-api.pod-label-selector"))
        .isEqualTo("app.kubernetes.io/name=sampo,app.kubernetes.io/component=coordinator");
    assertThat(pod.getString("pekko.cluster.split-brain-resolver.keep-majority.role"))
        .isEqualTo("coordinator");
    assertThat(pod.getDuration("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes"))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aPodEncryptsRemotingWithTheFilesOfItsSecret() throws IOException {
    Config pod = node("include classpath(\"kubernetes.conf\")");

    assertThat(pod.getString("pekko.remote.artery.transport")).isEqualTo("tls-tcp");
    assertThat(pod.getString(KEYS + "cert-file")).isEqualTo("/var/run/secrets/sampo/tls/tls.crt");
  }

  @Test
  void theFileOfANodeSaysWhereItsKeysAreAndHowOftenTheyAreRead() throws IOException {
    // when
    Config node =
        node(
            """
            include classpath("remoting-tls.conf")
            sampo.remoting.tls { directory = "/etc/sampo", reload-every = 2s }
            """);
    // then
    assertThat(node.getString("pekko.remote.artery.ssl.ssl-engine-provider"))
        .endsWith(".RotatingKeysSSLEngineProvider");
    assertThat(node.getString(KEYS + "key-file")).isEqualTo("/etc/sampo/tls.key");
    assertThat(node.getString(KEYS + "cert-file")).isEqualTo("/etc/sampo/tls.crt");
    assertThat(node.getString(KEYS + "ca-cert-file")).isEqualTo("/etc/sampo/ca.crt");
    assertThat(node.getDuration(KEYS + "ssl-context-cache-ttl")).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whatANodeDoesWhenItStopsFitsIntoThePhasesOfItsShutdown() throws IOException {
    Config node = node("");

    assertThat(phase(node, "service-requests-done"))
        .isGreaterThan(node.getDuration("sampo.http.stop-timeout"));
    assertThat(phase(node, "before-cluster-shutdown"))
        .isGreaterThan(DeviceSettings.from(node).longestDrain());
    assertThat(ShutdownTime.of(node)).isEqualTo(Duration.ofSeconds(87));
  }

  private static Duration phase(Config node, String name) {
    return node.getDuration("pekko.coordinated-shutdown.phases." + name + ".timeout");
  }

  private Config node(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("node.conf"), content);
    return NodeConfiguration.load(NodeArguments.parse(file.toString()));
  }
}
