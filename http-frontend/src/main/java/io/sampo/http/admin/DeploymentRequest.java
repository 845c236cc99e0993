package io.sampo.http.admin;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the deployment that somebody wants in JSON. A number of replicas is short for as many at
 * least as at most; a queue limit beside the batching is short for one in it.
 */
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
    boolean elastic = fields.holdsObject("replicas");
    Scaling range = elastic ? fields.object("replicas", DeploymentRequest::scaling) : null;
    int replicas = elastic ? 0 : fields.integer("replicas");
    int queueLimit = fields.integer("queueLimit", Batching.DEFAULT_QUEUE_LIMIT);
    Batching batching =
        fields.has("batching")
            ? fields.object("batching", inner -> batching(inner, queueLimit))
            : null;
    Traffic traffic =
        fields.has("traffic")
            ? fields.object("traffic", DeploymentRequest::traffic)
            : Traffic.PLAIN;
    return fields.build(
        () ->
            new Deployment(
                weights,
                elastic ? range : Scaling.fixed(replicas),
                batching == null ? Batching.withQueueLimit(queueLimit) : batching,
                traffic));
  }

  private static Scaling scaling(JsonFields fields) {
    int minimum = fields.integer("minimum");
    int maximum = fields.integer("maximum");
    Duration target = duration(fields, "targetQueueTime", Scaling.DEFAULT_TARGET_QUEUE_TIME);
    Duration up = duration(fields, "scaleUpDelay", Scaling.DEFAULT_SCALE_UP_DELAY);
    Duration down = duration(fields, "scaleDownDelay", Scaling.DEFAULT_SCALE_DOWN_DELAY);
    return fields.build(() -> new Scaling(minimum, maximum, target, up, down));
  }

  private static Batching batching(JsonFields fields, int queueLimit) {
    int maximumBatchSize = fields.integer("maximumBatchSize", 0);
    Duration maximumDelay = duration(fields, "maximumDelay", Duration.ZERO);
    int ownQueueLimit = fields.integer("queueLimit", queueLimit);
    return fields.build(() -> new Batching(maximumBatchSize, maximumDelay, ownQueueLimit));
  }

  private static Traffic traffic(JsonFields fields) {
    String stickyHeader =
        fields.has("stickyHeader") ? fields.text("stickyHeader", Function.identity()) : "";
    VersionName shadow = fields.has("shadow") ? fields.text("shadow", VersionName::new) : null;
    int shadowPercent = fields.integer("shadowPercent", 0);
    return fields.build(() -> new Traffic(stickyHeader, shadow, shadowPercent));
  }

  private static Duration duration(JsonFields fields, String field, Duration otherwise) {
    return fields.has(field) ? fields.text(field, DurationText::parse) : otherwise;
  }

  private static Map<VersionName, Integer> weights(JsonFields fields) {
    Map<VersionName, Integer> weights = new HashMap<>();
    for (String version : fields.names()) {
      weights.put(new VersionName(version), fields.integer(version));
    }
    return fields.build(() -> weights);
  }
}
