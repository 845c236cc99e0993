package io.sampo.http.admin;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import java.util.HashMap;
import java.util.Map;

/** Reads the deployment that somebody wants in JSON. */
final class DeploymentRequest {

  private DeploymentRequest() {}

  /**
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT with all faults
   */
  static Deployment read(byte[] json) {
    return JsonFields.read(json, "the deployment", DeploymentRequest::deployment);
  }

  private static Deployment deployment(JsonFields fields) {
    Map<VersionName, Integer> weights = fields.object("weights", DeploymentRequest::weights);
    int replicas = fields.integer("replicas");
    int queueLimit = fields.integer("queueLimit", Batching.DEFAULT_QUEUE_LIMIT);
    return fields.build(
        () ->
            new Deployment(
                weights,
                Scaling.fixed(replicas),
                Batching.withQueueLimit(queueLimit),
                Traffic.PLAIN));
  }

  private static Map<VersionName, Integer> weights(JsonFields fields) {
    Map<VersionName, Integer> weights = new HashMap<>();
    for (String version : fields.names()) {
      weights.put(new VersionName(version), fields.integer(version));
    }
    return fields.build(() -> weights);
  }
}
