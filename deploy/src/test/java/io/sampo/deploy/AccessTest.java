package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pods may ask the API server for: enough to find each other, and nothing else. */
class AccessTest {

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesMayReadPodsAndNothingElse(Manifests manifests) {
    List<PolicyRule> rules =
        manifests.all(Role.class).stream().flatMap(role -> role.getRules().stream()).toList();

    assertThat(rules).hasSize(1);
    assertThat(rules.get(0).getApiGroups()).containsExactly("");
    assertThat(rules.get(0).getResources()).containsExactly("pods");
    assertThat(rules.get(0).getVerbs()).containsExactlyInAnyOrder("get", "list", "watch");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nothingIsGrantedBeyondTheNamespace(Manifests manifests) {
    assertThat(manifests.resources())
        .extracting(HasMetadata::getKind)
        .doesNotContain("ClusterRole", "ClusterRoleBinding");
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void theRoleIsThatOfTheAccountOfTheNodes(Manifests manifests) {
    RoleBinding binding = manifests.all(RoleBinding.class).get(0);

    assertThat(manifests.all(RoleBinding.class)).hasSize(1);
    manifests.one(Role.class, binding.getRoleRef().getName());
    assertThat(binding.getSubjects()).hasSize(1);
    Subject subject = binding.getSubjects().get(0);
    assertThat(subject.getKind()).isEqualTo("ServiceAccount");
    assertThat(subject.getNamespace()).isEqualTo("sampo");
    manifests.one(ServiceAccount.class, subject.getName());
    assertThat(manifests.nodes())
        .extracting(set -> pod(set).getServiceAccountName())
        .containsOnly(subject.getName());
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void nodesAloneHaveAToken(Manifests manifests) {
    assertThat(manifests.all(StatefulSet.class))
        .allSatisfy(
            set ->
                assertThat(pod(set).getAutomountServiceAccountToken())
                    .as(set.getMetadata().getName())
                    .isEqualTo(manifests.nodes().contains(set)));
  }

  private static PodSpec pod(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec();
  }
}
