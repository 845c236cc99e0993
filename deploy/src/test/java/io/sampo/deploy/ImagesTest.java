package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs is known by its version. */
class ImagesTest {

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void noImageIsWhateverIsTheLatest(Manifests manifests) {
    assertThat(images(manifests))
        .allSatisfy(image -> assertThat(image).matches(".+:.+").doesNotEndWith(":latest"));
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesAreOfThisVersion(Manifests manifests) {
    assertThat(manifests.nodes())
        .extracting(set -> Manifests.container(set).getImage())
        .containsOnly("sampo:" + Project.version());
  }

  @Test
  void theCassandraOfALaptopIsTheOneThatTestsRun() {
    assertThat(images(Manifests.overlay("laptop-cpu")))
        .contains("cassandra:" + Project.property("cassandra.version"));
  }

  private static List<String> images(Manifests manifests) {
    return manifests.all(StatefulSet.class).stream()
        .map(Manifests::container)
        .map(Container::getImage)
        .toList();
  }
}
