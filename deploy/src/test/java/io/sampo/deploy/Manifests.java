package io.sampo.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a folder of manifests becomes: the resources that the API server would be given. */
final class Manifests {
  static final String COORDINATOR = "sampo-coordinator";
  static final String COMPUTE = "sampo-compute";

  private static final String BASE = "deploy/kustomize/base";
  private static final Path OVERLAYS = Project.file("deploy/kustomize/overlays");
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final List<Manifests> ALL = find();

  private final Path folder;
  private List<String> documents;

  private Manifests(Path folder) {
    this.folder = folder;
  }

  /** The base and every overlay, for parameterized tests. */
  static Stream<Manifests> all() {
    return ALL.stream();
  }

  /** An overlay by the name of its folder. */
  static Manifests overlay(String name) {
    return ALL.stream().filter(each -> each.toString().equals(name)).findFirst().orElseThrow();
  }

  /** Each resource as YAML. */
  synchronized List<String> documents() {
    if (documents == null) {
      documents = List.of(Programs.kustomize(folder).split("\n---\n"));
    }
    return documents;
  }

  List<HasMetadata> resources() {
    return documents().stream().map(Manifests::read).toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return resources().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T one(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "Expected a %s [%s] in [%s], but there is none."
                        .formatted(kind.getSimpleName(), name, this)));
  }

  /** The two kinds of nodes. */
  List<StatefulSet> nodes() {
    return List.of(one(StatefulSet.class, COORDINATOR), one(StatefulSet.class, COMPUTE));
  }

  /** The StatefulSets whose pods carry all of the labels. */
  List<StatefulSet> selected(Map<String, String> labels) {
    return all(StatefulSet.class).stream()
        .filter(each -> labelsOf(each).entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  List<StatefulSet> selected(LabelSelector selector) {
    Map<String, String> labels = selector.getMatchLabels();
    return selected(labels == null ? Map.of() : labels);
  }

  static Map<String, String> labelsOf(StatefulSet set) {
    return set.getSpec().getTemplate().getMetadata().getLabels();
  }

  /** The one container of each pod of ours. */
  static Container container(StatefulSet set) {
    List<Container> containers = set.getSpec().getTemplate().getSpec().getContainers();
    if (containers.size() != 1) {
      throw new AssertionError(
          "Expected one container in [%s], but was %s."
              .formatted(set.getMetadata().getName(), containers));
    }
    return containers.get(0);
  }

  static HasMetadata read(String document) {
    return SERIALIZATION.unmarshal(document);
  }

  /** A document as plain maps and lists. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(String document) {
    return SERIALIZATION.unmarshal(document, Map.class);
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }

  private static List<Manifests> find() {
    try (Stream<Path> overlays = Files.list(OVERLAYS)) {
      return Stream.concat(Stream.of(Project.file(BASE)), overlays.sorted())
          .map(Manifests::new)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
