package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Comparator;

/** Models, versions and replicas in JSON. The names of the fields are a promise to clients. */
final class ModelJson {

  private ModelJson() {}

  static ObjectNode of(ModelSummary model) {
    ObjectNode json = JsonTree.object();
    json.put("name", model.name().value());
    json.set(
        "versions",
        JsonTree.array(
            model.versions(),
            version -> version(version, model.readyReplicas(version.specification().name()))));
    json.set("deployment", deployment(model.deployment()));
    json.set("replicas", JsonTree.array(model.replicas(), ModelJson::replica));
    json.set("placementReasons", JsonTree.texts(model.placementReasons()));
    return json;
  }

  static ObjectNode version(VersionSummary version, long readyReplicas) {
    VersionSpecification specification = version.specification();
    ObjectNode json = JsonTree.object();
    json.put("version", specification.name().value());
    json.put("state", version.state().name());
    json.put("message", version.message());
    json.put("artifact", specification.artifact().value());
    json.put("artifactBytes", specification.artifactBytes());
    json.set("signature", signature(specification.signature()));
    json.put("source", specification.source());
    json.put("addedAt", specification.addedAt().toString());
    json.put("readyReplicas", readyReplicas);
    return json;
  }

  private static ObjectNode signature(Signature signature) {
    ObjectNode json = JsonTree.object();
    json.set("inputs", JsonTree.array(signature.inputs(), ModelJson::tensor));
    json.set("outputs", JsonTree.array(signature.outputs(), ModelJson::tensor));
    json.put("maxBatchSize", signature.maxBatchSize());
    json.set("labels", JsonTree.texts(signature.labels()));
    return json;
  }

  private static ObjectNode tensor(TensorSpec tensor) {
    ObjectNode json = JsonTree.object();
    json.put("name", tensor.name());
    json.put("datatype", tensor.dataType().name());
    var shape = json.putArray("shape");
    for (long dimension : tensor.shape().dimensions()) {
      shape.add(dimension);
    }
    return json;
  }

  private static ObjectNode deployment(Deployment deployment) {
    ObjectNode json = JsonTree.object();
    ObjectNode weights = json.putObject("weights");
    deployment.weights().keySet().stream()
        .sorted(Comparator.comparing(VersionName::value))
        .forEach(version -> weights.put(version.value(), deployment.weights().get(version)));
    json.put("replicas", deployment.scaling().minimumReplicas());
    json.put("queueLimit", deployment.batching().queueLimit());
    return json;
  }

  private static ObjectNode replica(ReplicaStatus status) {
    ObjectNode json = JsonTree.object();
    json.put("replica", status.replica().toString());
    json.put("version", status.replica().modelVersion().version().value());
    json.put("node", status.node().address());
    json.put("phase", status.phase().name());
    json.put("trigger", status.trigger());
    json.put("message", status.failure() == null ? "" : status.failure().message());
    return json;
  }
}
