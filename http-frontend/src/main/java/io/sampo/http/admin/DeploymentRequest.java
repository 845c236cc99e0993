package io.sampo.http.admin;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
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
    int queueLimit = fields.integer("queueLimit", Deployment.DEFAULT_QUEUE_LIMIT);
    return fields.build(() -> new Deployment(weights, replicas, queueLimit));
  }

  private static Map<VersionName, Integer> weights(JsonFields fields) {
    Map<VersionName, Integer> weights = new HashMap<>();
    for (String version : fields.names()) {
      weights.put(new VersionName(version), fields.integer(version));
    }
    return fields.build(() -> weights);
  }
}
