package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands beside a cluster fits to it. Resources of other projects are known to us as text. */
class ExamplesTest {
  private static final String CASSANDRA = "deploy/examples/cassandra/k8ssandra.yaml";
  private static final String CERTIFICATES = "deploy/examples/cert-manager/certificates.yaml";
  private static final Set<String> DURABLE = Set.of("group", "batch");

  @Test
  void everyCassandraHasOnDiskWhatItAcknowledges() {
    Map<String, Object> ofALaptop =
        Manifests.tree(
            Project.text("deploy/kustomize/overlays/laptop-cpu/cassandra/cassandra.yaml"));

    assertThat(ofALaptop.get("commitlog_sync")).isIn(DURABLE);
    assertThat(at(production(), "spec", "cassandra", "config", "cassandraYaml", "commitlog_sync"))
        .isIn(DURABLE);
  }

  /**
   * The server of a laptop is the one that is tested daily, but for its addresses and directories.
   */
  @Test
  void theCassandraOfALaptopIsTheOneOfALocalCluster() {
    Map<String, Object> local =
        Manifests.tree(
            Project.text("test-cluster/src/main/resources/io/sampo/cluster/process/cassandra.yaml")
                .replace("@CQL_PORT@", "9042")
                .replace("@STORAGE_PORT@", "7000")
                .replace("@SSL_STORAGE_PORT@", "7001")
                .replace("@DIRECTORY@", "/var/lib/cassandra"));
    Map<String, Object> laptop =
        Manifests.tree(
            Project.text("deploy/kustomize/overlays/laptop-cpu/cassandra/cassandra.yaml"));
    List<String> ofPods = List.of("rpc_address", "broadcast_rpc_address", "ssl_storage_port");
    local.keySet().removeAll(ofPods);
    laptop.keySet().removeAll(ofPods);

    assertThat(laptop).isEqualTo(local);
  }

  @Test
  void nodesFindTheDataCentreAndAsManyServersAsCopies() {
    Map<?, ?> datacenter =
        (Map<?, ?>) ((List<?>) at(production(), "spec", "cassandra", "datacenters")).get(0);

    assertThat(((Map<?, ?>) datacenter.get("metadata")).get("name"))
        .isEqualTo(coordinator().getString("sampo.cassandra.datacenter"));
    assertThat((Integer) datacenter.get("size"))
        .isGreaterThanOrEqualTo(
            coordinator().getInt("pekko.persistence.cassandra.journal.replication-factor"));
  }

  @Test
  void theCassandraOfProductionIsTheOneThatTestsRun() {
    assertThat(at(production(), "spec", "cassandra", "serverVersion"))
        .isEqualTo(Project.property("cassandra.version"));
  }

  @Test
  void coordinatorsMayEnterTheNamespaceOfCassandra() {
    NetworkPolicy policy =
        (NetworkPolicy) Manifests.read(Project.text("deploy/examples/cassandra/network.yaml"));
    Map<String, String> coordinators =
        policy.getSpec().getIngress().get(0).getFrom().get(0).getPodSelector().getMatchLabels();

    assertThat(Manifests.overlay("base").selected(coordinators))
        .extracting(set -> set.getMetadata().getName())
        .containsExactly(Manifests.COORDINATOR);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
        .containsEntry("app.kubernetes.io/name", "cassandra");
  }

  @Test
  void theLeafBecomesTheSecretOfThePods() {
    assertThat(at(leaf(), "spec", "secretName")).isEqualTo("sampo-tls");
  }

  /** A node takes another one for a node when they share a name, whatever their addresses are. */
  @Test
  void allNodesShareTheNameOfTheLeaf() {
    assertThat((List<?>) at(leaf(), "spec", "dnsNames")).hasSize(1);
  }

  @Test
  void theLeafIsGoodForBothEndsOfAConnection() {
    assertThat(at(leaf(), "spec", "usages"))
        .asInstanceOf(LIST)
        .contains("server auth", "client auth");
  }

  /** Nodes read PKCS#1 and PKCS#8, and RSA alone. */
  @Test
  void nodesCanReadTheKeyOfTheLeaf() {
    assertThat(at(leaf(), "spec", "privateKey", "algorithm")).isEqualTo("RSA");
    assertThat(at(leaf(), "spec", "privateKey", "encoding")).isEqualTo("PKCS8");
  }

  @Test
  void theLeafIsRenewedLongBeforeItEnds() {
    Config leaf = ConfigFactory.parseMap(leaf()).getConfig("spec");

    assertThat(leaf.getDuration("duration")).hasHours(24);
    assertThat(leaf.getDuration("renewBefore"))
        .hasHours(8)
        .isGreaterThan(coordinator().getDuration("sampo.remoting.tls.reload-every"));
  }

  @Test
  void theAuthorityIsOurs() {
    Map<String, Object> authority = tree("Certificate", "sampo-authority");

    assertThat(at(leaf(), "spec", "issuerRef", "name")).isEqualTo("sampo-authority");
    assertThat(at(tree("Issuer", "sampo-authority"), "spec", "ca", "secretName"))
        .isEqualTo(at(authority, "spec", "secretName"));
    assertThat(at(authority, "spec", "isCA")).isEqualTo(true);
  }

  /** What the coordinators of every cluster read. */
  private static Config coordinator() {
    Manifests base = Manifests.overlay("base");
    return PodConfiguration.load(base, base.one(StatefulSet.class, Manifests.COORDINATOR));
  }

  private static Map<String, Object> production() {
    return Manifests.tree(Project.text(CASSANDRA));
  }

  private static Map<String, Object> leaf() {
    return tree("Certificate", "sampo-tls");
  }

  private static Map<String, Object> tree(String kind, String name) {
    return documents()
        .map(Manifests::tree)
        .filter(each -> kind.equals(each.get("kind")) && name.equals(at(each, "metadata", "name")))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> documents() {
    return Stream.of(Project.text(CERTIFICATES).split("\n---\n"));
  }

  private static Object at(Map<String, Object> tree, String... path) {
    Object value = tree;
    for (String name : path) {
      value = ((Map<?, ?>) value).get(name);
    }
    return value;
  }
}
