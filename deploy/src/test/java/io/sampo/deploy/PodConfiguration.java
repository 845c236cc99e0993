package io.sampo.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.HashMap;
import java.util.Map;

/** What the nodes of a StatefulSet read when they start: the same files in the same order. */
final class PodConfiguration {
  private static final String FILE = "node.conf";
  private static final Map<String, String> FIELDS =
      Map.of("status.podIP", "10.0.0.1", "metadata.name", "pod-0");

  private PodConfiguration() {}

  /**
   * The whole configuration of a node in such a pod. A variable of the pod is looked up where the
   * files say {@code ${?NAME}}, as one of the process would be.
   */
  static Config load(Manifests manifests, StatefulSet set) {
    String file = manifests.one(ConfigMap.class, configMap(set)).getData().get(FILE);
    return ConfigFactory.load(
        ConfigFactory.parseString(file)
            .withFallback(ConfigFactory.parseResources("sampo.conf"))
            .withFallback(ConfigFactory.parseMap(environment(manifests, set))));
  }

  /** The variables of the container, with a made-up address and name of a pod. */
  static Map<String, String> environment(Manifests manifests, StatefulSet set) {
    Map<String, String> environment = new HashMap<>();
    for (EnvFromSource source : Manifests.container(set).getEnvFrom()) {
      String name = source.getConfigMapRef().getName();
      environment.putAll(manifests.one(ConfigMap.class, name).getData());
    }
    for (EnvVar variable : Manifests.container(set).getEnv()) {
      environment.put(
          variable.getName(),
          variable.getValue() != null
              ? variable.getValue()
              : FIELDS.get(variable.getValueFrom().getFieldRef().getFieldPath()));
    }
    return environment;
  }

  private static String configMap(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals("configuration"))
        .map(Volume::getConfigMap)
        .findFirst()
        .orElseThrow()
        .getName();
  }
}
