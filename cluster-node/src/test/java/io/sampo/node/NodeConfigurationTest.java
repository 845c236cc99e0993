package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.sampo.node.device.ProcessExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigurationTest {

  @TempDir private Path directory;

  @Test
  void theFileWinsOverTheShippedConfiguration() throws IOException {
    // given
    Path file = file("sampo.http.inference.port = 9999");
    // when
    Config config = NodeConfiguration.load(NodeArguments.parse(file.toString()));
    // then
    assertThat(config.getInt("sampo.http.inference.port")).isEqualTo(9999);
    assertThat(config.getInt("sampo.http.grpc.port")).isEqualTo(8082);
    assertThat(config.getInt("sampo.http.admin.port")).isEqualTo(8081);
    assertThat(config.getString("pekko.actor.provider")).isEqualTo("cluster");
  }

  @Test
  void theRemovalMarginFollowsStableAfterInEveryProfile() throws IOException {
    for (String profile :
        List.of(
            "",
            "include classpath(\"profile-moderate.conf\")",
            "include classpath(\"profile-aggressive.conf\")")) {
      // when
      Config config = NodeConfiguration.load(NodeArguments.parse(file(profile).toString()));
      // then
      assertThat(config.getDuration("pekko.cluster.down-removal-margin"))
          .as(profile)
          .isEqualTo(config.getDuration("pekko.cluster.split-brain-resolver.stable-after"));
    }
  }

  @Test
  void everyReasonToStartANodeAgainHasItsExitCode() throws IOException {
    Config config = NodeConfiguration.load(NodeArguments.parse(file("").toString()));

    assertThat(exitCode(config, NodeExit.DeviceStuckReason.class))
        .isEqualTo(ProcessExit.DEVICE_STUCK);
    assertThat(exitCode(config, CoordinatedShutdown.clusterDowningReason().getClass()))
        .isEqualTo(75);
  }

  private static int exitCode(Config config, Class<?> reason) {
    return config
        .getConfig("pekko.coordinated-shutdown.reason-overrides")
        .getInt("\"" + reason.getName() + "\".exit-code");
  }

  @Test
  void joiningAddsContactPointsAndWaitsForAnotherNode() throws IOException {
    // when
    Config config =
        NodeConfiguration.load(NodeArguments.parse(file("").toString(), "--join", "10.0.0.7:7626"));
    // then
    assertThat(config.getConfigList("pekko.discovery.config.services.sampo.endpoints"))
        .extracting(endpoint -> endpoint.getString("host") + ":" + endpoint.getInt("port"))
        .containsExactly("127.0.0.1:7626", "10.0.0.7:7626");
    assertThat(
            config.getInt(
                "pekko.management.cluster.bootstrap.contact-point-discovery"
                    + ".required-contact-point-nr"))
        .isEqualTo(2);
  }

  @Test
  void refusesAWrongCommandLineWithOneSentence() {
    assertThatThrownBy(() -> NodeArguments.parse("a.conf", "--bogus"))
        .hasMessageContaining("[--bogus]");
    assertThatThrownBy(() -> NodeArguments.parse("a.conf", "--join", "nowhere"))
        .hasMessageContaining("[nowhere]");
    assertThatThrownBy(() -> NodeArguments.parse()).hasMessageContaining("was none");
    assertThatThrownBy(() -> NodeArguments.parse("a.conf", "--join"))
        .hasMessageContaining("HOST:PORT");
  }

  @Test
  void saysWhichFileIsMissingOrBroken() throws IOException {
    Path missing = directory.resolve("missing.conf");
    assertThatThrownBy(() -> NodeConfiguration.load(NodeArguments.parse(missing.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.conf");
    Path broken = file("a = {");
    assertThatThrownBy(() -> NodeConfiguration.load(NodeArguments.parse(broken.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(broken.getFileName().toString());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "node", ".conf"), content);
  }
}
