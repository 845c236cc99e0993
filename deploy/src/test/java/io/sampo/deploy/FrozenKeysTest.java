package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.sampo.node.NodeMain;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Settings that must be the same on all nodes of a cluster: pods are replaced one by one, so a
 * change of one of them would have two kinds of nodes in one cluster. Whoever changes a line of the
 * golden file writes down in docs/kubernetes.md how a cluster is stopped and started again for it.
 */
class FrozenKeysTest {
  private static final String GOLDEN = "deploy/src/test/resources/frozen-keys.txt";

  private static final List<String> KEYS =
      List.of(
          "pekko.cluster.roles",
          "pekko.cluster.downing-provider-class",
          "pekko.cluster.split-brain-resolver.active-strategy",
          "pekko.cluster.split-brain-resolver.keep-majority.role",
          "pekko.cluster.sharding.role",
          "pekko.cluster.sharding.number-of-shards",
          "pekko.cluster.sharding.remember-entities",
          "pekko.cluster.sharding.remember-entities-store",
          "pekko.cluster.sharding.state-store-mode",
          "pekko.cluster.singleton.role",
          "pekko.remote.artery.transport",
          "pekko.remote.artery.ssl.ssl-engine-provider",
          "pekko.remote.artery.canonical.port",
          "pekko.remote.artery.large-message-destinations",
          "pekko.management.http.port",
          "pekko.persistence.journal.plugin",
          "pekko.persistence.snapshot-store.plugin",
          "pekko.persistence.cassandra.journal.keyspace",
          "pekko.persistence.cassandra.snapshot.keyspace",
          "sampo.training.data-plane.port");

  @Test
  void aRollingUpdateChangesNoFrozenSetting() {
    // given
    Manifests base = Manifests.overlay("base");
    Stream<String> name = Stream.of("the actor system = \"" + NodeMain.SYSTEM_NAME + '"');
    // when
    List<String> actual =
        Stream.concat(name, base.nodes().stream().flatMap(set -> settings(base, set))).toList();
    // then
    assertThat(actual)
        .as(GOLDEN)
        .containsExactlyElementsOf(
            Project.text(GOLDEN).lines().filter(line -> !line.startsWith("#")).toList());
  }

  private static Stream<String> settings(Manifests base, StatefulSet set) {
    Config config = PodConfiguration.load(base, set);
    return KEYS.stream()
        .map(
            key ->
                set.getMetadata().getName()
                    + " "
                    + key
                    + " = "
                    + config.getValue(key).render(ConfigRenderOptions.concise()));
  }
}
