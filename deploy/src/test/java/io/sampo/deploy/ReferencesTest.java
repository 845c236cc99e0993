package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a pod names is there, or is made by the operator as the page for him says. */
class ReferencesTest {
  private static final String PAGE = "docs/kubernetes.md";

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void everyConfigMapIsThere(Manifests manifests) {
    Stream<String> inVolumes =
        volumes(manifests, Volume::getConfigMap).map(source -> source.getName());
    Stream<String> inVariables =
        manifests.all(StatefulSet.class).stream()
            .flatMap(set -> Manifests.container(set).getEnvFrom().stream())
            .map(EnvFromSource::getConfigMapRef)
            .map(source -> source.getName());

    assertThat(names(manifests, ConfigMap.class))
        .containsAll(Stream.concat(inVolumes, inVariables).toList());
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void everySecretIsThereOrThePageSaysHowToMakeIt(Manifests manifests) {
    List<String> there = names(manifests, Secret.class);

    assertThat(volumes(manifests, Volume::getSecret).map(source -> source.getSecretName()))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(
                        there.contains(name) || Project.text(PAGE).contains("| `" + name + "` |"))
                    .as("[%s] is in the manifests or in the table of Secrets", name)
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void everyVolumeClaimIsThere(Manifests manifests) {
    assertThat(names(manifests, PersistentVolumeClaim.class))
        .containsAll(
            volumes(manifests, Volume::getPersistentVolumeClaim)
                .map(source -> source.getClaimName())
                .toList());
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void everyMountHasItsVolume(Manifests manifests) {
    for (StatefulSet set : manifests.all(StatefulSet.class)) {
      Stream<String> ofPods =
          set.getSpec().getTemplate().getSpec().getVolumes().stream().map(Volume::getName);
      Stream<String> claimed =
          set.getSpec().getVolumeClaimTemplates().stream()
              .map(each -> each.getMetadata().getName());

      assertThat(Manifests.container(set).getVolumeMounts())
          .extracting(VolumeMount::getName)
          .containsExactlyInAnyOrderElementsOf(Stream.concat(ofPods, claimed).toList());
    }
  }

  /** What becomes of data when pods go is decided and not left to a default. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void claimsOfPodsAreKept(Manifests manifests) {
    assertThat(manifests.all(StatefulSet.class))
        .filteredOn(set -> !set.getSpec().getVolumeClaimTemplates().isEmpty())
        .extracting(set -> set.getSpec().getPersistentVolumeClaimRetentionPolicy())
        .allSatisfy(
            policy -> {
              assertThat(policy.getWhenDeleted()).isEqualTo("Retain");
              assertThat(policy.getWhenScaled()).isEqualTo("Retain");
            });
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesFindTheirCertificatesWhereTheirSecretIsMounted(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Config config = PodConfiguration.load(manifests, set);

      assertThat(mountedAt(set, config.getString("sampo.remoting.tls.directory"))).isEqualTo("tls");
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void frontendsFindTheOperatorsTokenWhereItsSecretIsMounted(Manifests manifests) {
    StatefulSet set = manifests.one(StatefulSet.class, Manifests.COORDINATOR);
    String file = PodConfiguration.load(manifests, set).getString("sampo.http.admin.token-file");

    assertThat(file).endsWith("/token");
    assertThat(mountedAt(set, file.substring(0, file.lastIndexOf('/'))))
        .isEqualTo("operator-token");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void coordinatorsFindTheirCredentialsWhereTheirSecretIsMounted(Manifests manifests) {
    String directory = "/var/run/secrets/sampo/cassandra";
    assertThat(Project.text("config/src/main/resources/kubernetes.conf"))
        .contains("include file(\"" + directory + "/credentials.conf\")");

    assertThat(mountedAt(manifests.one(StatefulSet.class, Manifests.COORDINATOR), directory))
        .isEqualTo("cassandra-credentials");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void computePodsHaveNoSecretsOfCoordinators(Manifests manifests) {
    assertThat(
            Manifests.container(manifests.one(StatefulSet.class, Manifests.COMPUTE))
                .getVolumeMounts())
        .extracting(VolumeMount::getName)
        .doesNotContain("operator-token", "cassandra-credentials");
  }

  private static String mountedAt(StatefulSet set, String directory) {
    return Manifests.container(set).getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals(directory))
        .map(VolumeMount::getName)
        .findFirst()
        .orElse("nothing at " + directory);
  }

  private static <T> Stream<T> volumes(Manifests manifests, Function<Volume, T> kind) {
    return manifests.all(StatefulSet.class).stream()
        .flatMap(set -> set.getSpec().getTemplate().getSpec().getVolumes().stream())
        .map(kind)
        .filter(Objects::nonNull);
  }

  private static <T extends HasMetadata> List<String> names(Manifests manifests, Class<T> kind) {
    return manifests.all(kind).stream().map(each -> each.getMetadata().getName()).toList();
  }
}
