package io.sampo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFileTest {

  @TempDir private Path directory;

  @Test
  void givesANodeItsDoorsItsNeighboursAndItsJournal() {
    // given
    List<NodePorts> ports = NodePorts.documented(3);
    NodeFile file =
        new NodeFile(
            new ClusterDirectory(directory), Profile.AGGRESSIVE, ports, 29_042, "sampo.more = 1");
    // when
    Config config = read(file.write("node-2", ports.get(1)));
    // then
    assertThat(config.getString("sampo.node.name")).isEqualTo("node-2");
    assertThat(config.getInt("sampo.http.inference.port")).isEqualTo(8090);
    assertThat(config.getInt("sampo.http.grpc.port")).isEqualTo(8092);
    assertThat(config.getInt("sampo.http.admin.port")).isEqualTo(8091);
    assertThat(config.getInt("sampo.http.metrics.port")).isEqualTo(9105);
    assertThat(config.getInt("pekko.management.http.port")).isEqualTo(7627);
    assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(17_356);
    assertThat(config.getInt("sampo.training.data-plane.port")).isEqualTo(17_456);
    assertThat(config.getStringList("datastax-java-driver.basic.contact-points"))
        .containsExactly("127.0.0.1:29042");
    assertThat(config.getConfigList("pekko.discovery.config.services.sampo.endpoints"))
        .extracting(endpoint -> endpoint.getInt("port"))
        .containsExactly(7626, 7627, 7628);
    assertThat(
            config.getInt(
                "pekko.management.cluster.bootstrap.contact-point-discovery"
                    + ".required-contact-point-nr"))
        .isEqualTo(2);
    assertThat(config.getDuration("pekko.cluster.down-removal-margin")).hasSeconds(2);
    assertThat(config.getInt("sampo.more")).isEqualTo(1);
  }

  @Test
  void aPathMayHoldAnyCharacter() throws Exception {
    // given
    Path odd = Files.createDirectories(directory.resolve("a \"b\" \\ c"));
    List<NodePorts> ports = NodePorts.documented(1);
    NodeFile file = new NodeFile(new ClusterDirectory(odd), Profile.MODERATE, ports, 9042, "");
    // when
    Config config = read(file.write("node-1", ports.get(0)));
    // then
    assertThat(config.getString("sampo.http.admin.token-file"))
        .isEqualTo(odd.resolve("operator-token").toString());
  }

  private static Config read(Path file) {
    return ConfigFactory.load(
        ConfigFactory.parseFile(file.toFile())
            .withFallback(ConfigFactory.parseResources("sampo.conf")));
  }
}
