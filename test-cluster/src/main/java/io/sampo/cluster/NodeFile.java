package io.sampo.cluster;

import io.sampo.cluster.process.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what a node of a local cluster has beside the shipped configuration: its doors, its
 * neighbours and its journal.
 *
 * @param neighbours all nodes of the cluster, the node itself among them
 * @param cassandraPort where the journal speaks CQL
 * @param settings more HOCON, stronger than everything here; may be empty
 */
record NodeFile(
    ClusterDirectory directory,
    Profile profile,
    List<NodePorts> neighbours,
    int cassandraPort,
    String settings) {

  NodeFile {
    neighbours = List.copyOf(neighbours);
  }

  /** Writes the file of one node and says where it is. */
  Path write(String name, NodePorts ports) {
    return write(name, ports, "");
  }

  /**
   * Writes the file of a node behind a proxy: the others know the port of the proxy, the node
   * listens on another one.
   */
  Path writeBehindProxy(String name, NodePorts ports, int listeningPort) {
    return write(name, ports, "pekko.remote.artery.bind.port = " + listeningPort);
  }

  private Path write(String name, NodePorts ports, String binding) {
    Path file = directory.node(name).resolve("node.conf");
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content(name, ports, binding));
    } catch (IOException failure) {
      throw new LaunchException("Expected to write [" + file + "], but " + failure, failure);
    }
  }

  private String content(String name, NodePorts ports, String binding) {
    return String.join(
        "\n",
        "# Written at each start by the launcher.",
        "include classpath(\"" + profile.resource() + "\")",
        "",
        "sampo.node.name = " + quoted(name),
        "sampo.data-directory = " + quoted(directory.node(name).resolve("data")),
        "sampo.artifact-store.uri = " + quoted(directory.artifacts().toUri()),
        "sampo.http.inference.port = " + ports.inference(),
        "sampo.http.grpc.port = " + ports.grpc(),
        "sampo.http.admin.port = " + ports.admin(),
        "sampo.http.admin.token-file = " + quoted(directory.operatorToken()),
        "sampo.http.metrics.port = " + ports.metrics(),
        "sampo.training.data-plane.port = " + ports.dataPlane(),
        "sampo.cassandra.contact-point = " + quoted("127.0.0.1:" + cassandraPort),
        "pekko.remote.artery.canonical.port = " + ports.remoting(),
        binding,
        "pekko.management.http.port = " + ports.management(),
        "pekko.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr = "
            + (neighbours.size() / 2 + 1),
        "# All nodes stop together: the last one would wait for somebody to hand its work to.",
        "pekko.coordinated-shutdown.phases.cluster-exiting.timeout = 3s",
        "pekko.discovery.config.services.sampo.endpoints = [",
        contactPoints(),
        "]",
        settings,
        "");
  }

  private String contactPoints() {
    return String.join(
        "\n",
        neighbours.stream()
            .map(each -> "  {host = \"127.0.0.1\", port = " + each.management() + "}")
            .toList());
  }

  private static String quoted(Object value) {
    return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
