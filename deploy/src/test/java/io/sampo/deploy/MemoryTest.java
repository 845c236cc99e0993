package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod is granted holds what its node may take. */
class MemoryTest {
  private static final long MEBIBYTE = 1L << 20;

  /** Classes, compiled code and stacks of a node; and what PyTorch takes before it has a model. */
  private static final long JVM = 256 * MEBIBYTE;

  private static final long PYTORCH = 192 * MEBIBYTE;

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void memoryIsRequestedAsItIsLimited(Manifests manifests) {
    for (StatefulSet set : manifests.all(StatefulSet.class)) {
      ResourceRequirements resources = Manifests.container(set).getResources();

      assertThat(resources.getRequests().get("memory"))
          .isNotNull()
          .isEqualTo(resources.getLimits().get("memory"));
    }
  }

  /** A limit stops all threads of a pod for the rest of a period, heartbeats among them. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void processorsAreRequestedAndNotLimited(Manifests manifests) {
    for (StatefulSet set : manifests.all(StatefulSet.class)) {
      ResourceRequirements resources = Manifests.container(set).getResources();

      assertThat(resources.getRequests()).containsKey("cpu");
      assertThat(resources.getLimits()).doesNotContainKey("cpu");
    }
  }

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void thePodOfACoordinatorHoldsItsNode(Manifests manifests) {
    StatefulSet set = manifests.one(StatefulSet.class, Manifests.COORDINATOR);

    assertThat(heap(set) + directMemory() + JVM).isLessThanOrEqualTo(limit(set));
  }

  /** A device promises its capacity to replicas and workers without measuring. */
  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void thePodOfADeviceHoldsWhatItPromises(Manifests manifests) {
    StatefulSet set = manifests.one(StatefulSet.class, Manifests.COMPUTE);
    Config config = PodConfiguration.load(manifests, set);
    long capacity = config.getBytes("sampo.device.capacity");

    assertThat(heap(set) + directMemory() + JVM + PYTORCH + volumesInMemory(set) + capacity)
        .isLessThanOrEqualTo(limit(set));
  }

  private static long limit(StatefulSet set) {
    Container node = Manifests.container(set);
    return bytes(node.getResources().getLimits().get("memory"));
  }

  private static long heap(StatefulSet set) {
    return limit(set) * Long.parseLong(option("-XX:MaxRAMPercentage=")) / 100;
  }

  private static long directMemory() {
    return Long.parseLong(option("-XX:MaxDirectMemorySize=").replace("m", "")) * MEBIBYTE;
  }

  private static long volumesInMemory(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume.getEmptyDir() != null)
        .filter(volume -> "Memory".equals(volume.getEmptyDir().getMedium()))
        .mapToLong(volume -> bytes(volume.getEmptyDir().getSizeLimit()))
        .sum();
  }

  private static String option(String name) {
    List<String> options = JvmOptions.read("container-jvm.options");
    return options.stream()
        .filter(each -> each.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  private static long bytes(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity).longValueExact();
  }
}
