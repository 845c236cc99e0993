package io.sampo.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ports are said in the node's configuration; manifests repeat them. */
class PortsTest {

  private static final Map<String, String> OF_EVERY_NODE =
      Map.of(
          "metrics", "sampo.http.metrics.port",
          "remoting", "pekko.remote.artery.canonical.port",
          "management", "pekko.management.http.port");
  private static final Map<String, String> OF_A_FRONTEND =
      Map.of(
          "inference", "sampo.http.inference.port",
          "grpc", "sampo.http.grpc.port",
          "admin", "sampo.http.admin.port");
  private static final Map<String, String> OF_A_DEVICE =
      Map.of("data-plane", "sampo.training.data-plane.port");

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void podsHaveThePortsThatTheirNodesOpen(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      assertThat(ports(set))
          .as("ports of [%s]", set.getMetadata().getName())
          .isEqualTo(opened(PodConfiguration.load(manifests, set)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void servicesLeadToNamedPortsOfEveryPod(Manifests manifests) {
    for (Service service : manifests.all(Service.class)) {
      for (StatefulSet set : manifests.selected(service.getSpec().getSelector())) {
        for (ServicePort port : service.getSpec().getPorts()) {
          assertThat(ports(set))
              .as("ports of [%s] for [%s]", set.getMetadata().getName(), port)
              .containsEntry(port.getTargetPort().getStrVal(), port.getPort());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void clientsFindEveryDoorOfAFrontend(Manifests manifests) {
    List<String> doors =
        manifests.one(Service.class, "sampo").getSpec().getPorts().stream()
            .map(ServicePort::getName)
            .toList();

    assertThat(doors).containsExactlyInAnyOrderElementsOf(OF_A_FRONTEND.keySet());
  }

  /** {@code kubectl port-forward} comes by the loopback address of the pod. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void doorsForClientsAreOpenOnEveryAddressOfThePod(Manifests manifests) {
    Config config =
        PodConfiguration.load(manifests, manifests.one(StatefulSet.class, Manifests.COORDINATOR));

    for (String door : OF_A_FRONTEND.keySet()) {
      assertThat(config.getString("sampo.http." + door + ".interface")).isEqualTo("0.0.0.0");
    }
  }

  private static Map<String, Integer> opened(Config config) {
    List<String> roles = config.getStringList("pekko.cluster.roles");
    Map<String, Integer> ports = new TreeMap<>();
    OF_EVERY_NODE.forEach((name, path) -> ports.put(name, config.getInt(path)));
    if (roles.contains("frontend")) {
      OF_A_FRONTEND.forEach((name, path) -> ports.put(name, config.getInt(path)));
    }
    if (roles.contains("compute")) {
      OF_A_DEVICE.forEach((name, path) -> ports.put(name, config.getInt(path)));
    }
    return ports;
  }

  private static Map<String, Integer> ports(StatefulSet set) {
    return Manifests.container(set).getPorts().stream()
        .collect(toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }
}
