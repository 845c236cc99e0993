package io.sampo.deploy.cluster;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What the StatefulSet of a component in {@code kustomize/base} says about its pods, and the files
 * from which Kustomize makes their config maps. Nothing of it is repeated in the tests.
 */
final class PodTemplate {

  private static final Path BASE = Path.of("deploy", "kustomize", "base");

  private final Path base;
  private final Component component;
  private final StatefulSet set;

  private PodTemplate(Path base, Component component, StatefulSet set) {
    this.base = base;
    this.component = requireNonNull(component, "component is null");
    this.set = requireNonNull(set, "set is null");
  }

  static PodTemplate of(Component component) {
    Path base = Path.of(System.getProperty("sampo.home", "")).resolve(BASE);
    try (InputStream file = Files.newInputStream(base.resolve(component.label() + ".yaml"))) {
      List<HasMetadata> documents = new KubernetesSerialization().unmarshal(file);
      return documents.stream()
          .filter(StatefulSet.class::isInstance)
          .map(StatefulSet.class::cast)
          .findFirst()
          .map(set -> new PodTemplate(base, component, set))
          .orElseThrow(() -> new IllegalStateException("Expected a StatefulSet: " + component));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String podName(int ordinal) {
    return set.getMetadata().getName() + "-" + ordinal;
  }

  /** How long a pod may take to end, after what it sleeps before it is asked. */
  Duration gracePeriod() {
    Long sleep = container().getLifecycle().getPreStop().getSleep().getSeconds();
    return Duration.ofSeconds(spec().getSpec().getTerminationGracePeriodSeconds() - sleep);
  }

  /** The pod as the API server shows it. */
  Pod describe(String name, String address, String phase) {
    return new PodBuilder()
        .withMetadata(spec().getMetadata())
        .editMetadata()
        .withName(name)
        .withNamespace(FakeKubernetesApi.NAMESPACE)
        .endMetadata()
        .withSpec(spec().getSpec())
        .withNewStatus()
        .withPhase(phase)
        .withPodIP(address)
        .endStatus()
        .build();
  }

  /** Where the container mounts what, by the name of the volume. */
  Map<String, String> mountPaths() {
    return container().getVolumeMounts().stream()
        .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
  }

  /** The path of the node's file, in the container. */
  String nodeFile() {
    return container().getArgs().get(0);
  }

  /** The config map of its own, by file name. */
  Map<String, String> configuration() {
    return Map.of("node.conf", read("nodes/" + component.label() + ".conf"));
  }

  /** All variables of the container, as they are there. */
  Map<String, String> environment(String name, String address) {
    Map<String, String> environment = new HashMap<>();
    if (!container().getEnvFrom().isEmpty()) {
      properties(read("nodes/sampo.env"))
          .forEach((key, value) -> environment.put("" + key, "" + value));
    }
    for (EnvVar variable : container().getEnv()) {
      environment.put(variable.getName(), value(variable, name, address));
    }
    return environment;
  }

  private static String value(EnvVar variable, String name, String address) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    String field = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (field) {
      case "status.podIP" -> address;
      case "metadata.name" -> name;
      default -> throw new IllegalStateException("Expected a known field, but was [" + field + "]");
    };
  }

  private PodTemplateSpec spec() {
    return set.getSpec().getTemplate();
  }

  private Container container() {
    return spec().getSpec().getContainers().get(0);
  }

  private String read(String file) {
    try {
      return Files.readString(base.resolve(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Properties properties(String text) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      return properties;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
