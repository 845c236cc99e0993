package io.sampo.http.admin;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import java.util.HashMap;
import java.util.Map;

/** A deployment as JSON: {@code {"weights": {"1": 100}, "replicas": 2, "queueLimit": 256}}. */
final class DeploymentSubmission {

  private DeploymentSubmission() {}

  static Deployment read(byte[] json) {
    JsonFields fields = JsonFields.parse(json);
    Map<String, Integer> named = fields.integers("weights");
    int replicas = fields.requiredInteger("replicas");
    int queueLimit = fields.integer("queueLimit", Deployment.DEFAULT_QUEUE_LIMIT);
    Deployment deployment = fields.build(() -> deployment(named, replicas, queueLimit));
    fields.requireNoFaults();
    return deployment;
  }

  private static Deployment deployment(Map<String, Integer> named, int replicas, int queueLimit) {
    Map<VersionName, Integer> weights = new HashMap<>();
    named.forEach((version, weight) -> weights.put(new VersionName(version), weight));
    return new Deployment(weights, replicas, queueLimit);
  }
}
