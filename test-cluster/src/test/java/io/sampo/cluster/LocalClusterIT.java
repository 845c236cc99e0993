package io.sampo.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.FreePorts;
import io.sampo.cluster.process.LaunchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes: Cassandra and three nodes.
 *
 * <p>Seen red with {@code downing-provider-class} taken out of {@code cluster.conf} (the killed
 * node is never removed), and with {@code LocalCluster} leaving Cassandra running in {@code
 * close()}.
 */
class LocalClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void replacesAKilledNodeAndLeavesNothingBehind() {
    List<ChildProcess> processes;
    List<LocalNode> nodes;
    int cassandraPort;
    // given
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(3)
            .profile(Profile.MODERATE)
            .quickStart()
            .dataDirectory(directory)
            .onEvent(System.out::println)
            .start()) {
      cluster.view().awaitAllMembers(PATIENCE);
      int victim = cluster.view().oldest().orElseThrow().number() == 1 ? 2 : 1;
      int port = cluster.node(victim).ports().remoting();

      // when
      cluster.kill(victim);
      // then
      cluster
          .view()
          .awaitMembers(
              "the killed node removed", PATIENCE, members -> members.withPort(port).isEmpty());

      // when
      cluster.restart(victim);
      // then
      cluster.view().awaitAllMembers(PATIENCE);
      assertThat(cluster.memory().peakBytes()).isPositive();

      // a second cluster on the same directory is refused, and does the first no harm
      assertThatThrownBy(() -> LocalCluster.options().dataDirectory(directory).start())
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("uses it");
      processes = cluster.processes();
      nodes = cluster.nodes();
      cassandraPort = cluster.cassandraPort();
    }

    // then
    assertThat(processes).noneMatch(ChildProcess::isAlive);
    assertThat(nodes)
        .flatExtracting(node -> node.ports().byName().values())
        .allMatch(FreePorts::isFree);
    assertThat(FreePorts.isFree(cassandraPort)).isTrue();
    // Exit code 143: each stopped on SIGTERM and was not killed for being slow.
    assertThat(processes).allMatch(process -> process.exitCode().getAsInt() == 143);
  }

  @Test
  void saysWhyANodeCannotStart() {
    assertThatThrownBy(
            () ->
                LocalCluster.options()
                    .nodes(1)
                    .dataDirectory(directory)
                    .settings("pekko.cluster.sharding.number-of-shards = none")
                    .start())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("[node-1]")
        .hasMessageContaining("number-of-shards");
  }
}
