package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The level "restricted" of the <a
 * href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 * Standards</a>, and a root file system that nobody writes to.
 */
class PodSecurityTest {

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void theNamespaceTakesRestrictedPodsOnly(Manifests manifests) {
    assertThat(manifests.one(Namespace.class, "sampo").getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nothingRunsAsRoot(Manifests manifests) {
    assertThat(pods(manifests))
        .allSatisfy(
            pod -> {
              assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
              assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
              assertThat(pod.getSecurityContext().getRunAsGroup()).isPositive();
            });
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void systemCallsAreFiltered(Manifests manifests) {
    assertThat(pods(manifests))
        .allSatisfy(
            pod ->
                assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault"));
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nothingHasOrGainsRights(Manifests manifests) {
    assertThat(containers(manifests))
        .allSatisfy(
            container -> {
              assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(container.getSecurityContext().getPrivileged()).isNotEqualTo(true);
              assertThat(container.getSecurityContext().getCapabilities().getDrop())
                  .containsExactly("ALL");
              assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nothingIsSharedWithTheMachine(Manifests manifests) {
    assertThat(pods(manifests))
        .allSatisfy(
            pod -> {
              assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                  .doesNotContain(true);
              assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
              assertThat(pod.getContainers())
                  .flatExtracting(Container::getPorts)
                  .allSatisfy(port -> assertThat(port.getHostPort()).isNull());
            });
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nobodyWritesToTheImage(Manifests manifests) {
    assertThat(containers(manifests))
        .allSatisfy(
            container ->
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue());
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void whatANodeWritesToIsAVolume(Manifests manifests) {
    for (StatefulSet set : manifests.nodes()) {
      Config config = PodConfiguration.load(manifests, set);
      List<String> writable =
          Manifests.container(set).getVolumeMounts().stream()
              .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
              .map(VolumeMount::getMountPath)
              .toList();

      assertThat(writable)
          .contains(
              URI.create(config.getString("sampo.artifact-store.uri")).getPath(),
              config.getString("sampo.data-directory"),
              temporaryDirectory());
    }
  }

  /**
   * Otherwise a Service called sampo-admin would set SAMPO_ADMIN_PORT to something that is no port.
   */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void variablesOfServicesAreNotTakenForSettings(Manifests manifests) {
    assertThat(pods(manifests)).extracting(PodSpec::getEnableServiceLinks).containsOnly(false);
  }

  private static String temporaryDirectory() {
    return JvmOptions.read("container-jvm.options").stream()
        .filter(option -> option.startsWith("-Djava.io.tmpdir="))
        .map(option -> option.substring(option.indexOf('=') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<PodSpec> pods(Manifests manifests) {
    return manifests.all(StatefulSet.class).stream()
        .map(each -> each.getSpec().getTemplate().getSpec())
        .toList();
  }

  private static List<Container> containers(Manifests manifests) {
    return pods(manifests).stream().flatMap(pod -> pod.getContainers().stream()).toList();
  }
}
