package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.InputPlan;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionServing;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Models, versions and replicas in JSON. The names of the fields are a promise to clients. */
final class ModelJson {

  private ModelJson() {}

  static ObjectNode of(ModelSummary model) {
    ObjectNode json = JsonTree.object();
    json.put("name", model.name().value());
    json.set("versions", JsonTree.array(model.versions(), version -> version(version, model)));
    json.set("deployment", deployment(model.deployment()));
    json.set(
        "previousDeployment", JsonTree.orNull(model.previousDeployment(), ModelJson::deployment));
    json.set("replicas", JsonTree.array(model.replicas(), ModelJson::replica));
    json.set("placementReasons", JsonTree.texts(model.placementReasons()));
    return json;
  }

  static ObjectNode version(VersionSummary version, ModelSummary model) {
    VersionName name = version.specification().name();
    ObjectNode json = version(version);
    Optional<VersionServing> serving = model.serving(name);
    json.put("wantedReplicas", serving.map(VersionServing::wantedReplicas).orElse(0));
    json.put("readyReplicas", model.readyReplicas(name));
    json.set("load", JsonTree.orNull(serving.orElse(null), ModelJson::load));
    json.set(
        "quarantine",
        JsonTree.textOrNull(
            serving.map(VersionServing::quarantine).map(PlatformError::message).orElse(null)));
    return json;
  }

  /** Of all replicas together; each covers about a second. */
  private static ObjectNode load(VersionServing serving) {
    List<ReplicaLoad> loads = serving.loads();
    ObjectNode json = JsonTree.object();
    json.put("requestsPerSecond", loads.stream().mapToLong(ReplicaLoad::requests).sum());
    json.put("refusedPerSecond", loads.stream().mapToLong(ReplicaLoad::refusedForLength).sum());
    json.put("waiting", loads.stream().mapToInt(ReplicaLoad::waiting).sum());
    json.put("running", loads.stream().mapToInt(ReplicaLoad::running).sum());
    json.put(
        "queueMillis",
        loads.stream().mapToLong(load -> load.queueTime().toNanos()).average().orElse(0) / 1e6);
    return json;
  }

  /** A version by itself. */
  static ObjectNode version(VersionSummary version) {
    VersionSpecification specification = version.specification();
    ObjectNode json = JsonTree.object();
    json.put("version", specification.name().value());
    json.put("state", version.state().name());
    json.put("message", version.message());
    json.put("artifact", specification.artifact().value());
    json.put("artifactBytes", specification.artifactBytes());
    json.set("signature", signature(specification.signature().module()));
    preprocessing(json, specification.signature());
    json.put("source", specification.source());
    json.put("addedAt", specification.addedAt().toString());
    return json;
  }

  /** What stands in front of the module, and what requests have to bring. */
  private static void preprocessing(ObjectNode json, Signature served) {
    InputPlan before = served.plan();
    json.set("plan", JsonTree.orNull(before == null ? null : before.plan(), PlanJson::of));
    json.set("rawInput", JsonTree.orNull(before == null ? null : before.raw(), PlanJson::of));
    json.set("servedInputs", JsonTree.array(served.inputs(), ModelJson::tensor));
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
    json.set("shape", JsonTree.shape(tensor.shape()));
    return json;
  }

  private static ObjectNode deployment(Deployment deployment) {
    ObjectNode json = JsonTree.object();
    ObjectNode weights = json.putObject("weights");
    deployment.weights().keySet().stream()
        .sorted(Comparator.comparing(VersionName::value))
        .forEach(version -> weights.put(version.value(), deployment.weights().get(version)));
    json.set("replicas", scaling(deployment.scaling()));
    json.set("batching", batching(deployment.batching()));
    json.set("traffic", traffic(deployment.traffic()));
    return json;
  }

  private static ObjectNode scaling(Scaling scaling) {
    ObjectNode json = JsonTree.object();
    json.put("minimum", scaling.minimumReplicas());
    json.put("maximum", scaling.maximumReplicas());
    json.put("targetQueueTime", DurationText.of(scaling.targetQueueTime()));
    json.put("scaleUpDelay", DurationText.of(scaling.scaleUpDelay()));
    json.put("scaleDownDelay", DurationText.of(scaling.scaleDownDelay()));
    return json;
  }

  private static ObjectNode batching(Batching batching) {
    ObjectNode json = JsonTree.object();
    json.put("maximumBatchSize", batching.maximumBatchSize());
    json.put("maximumDelay", DurationText.of(batching.maximumDelay()));
    json.put("queueLimit", batching.queueLimit());
    return json;
  }

  private static ObjectNode traffic(Traffic traffic) {
    ObjectNode json = JsonTree.object();
    json.put("stickyHeader", traffic.stickyHeader());
    json.set("shadow", JsonTree.textOrNull(traffic.shadow()));
    json.put("shadowPercent", traffic.shadowPercent());
    return json;
  }

  private static ObjectNode replica(ReplicaStatus status) {
    ObjectNode json = JsonTree.object();
    json.put("replica", status.replica().toString());
    json.put("version", status.replica().modelVersion().version().value());
    json.put("node", status.node().address());
    json.put("phase", status.phase().name());
    json.set("artifact", JsonTree.textOrNull(status.artifact()));
    json.put("trigger", status.trigger());
    json.put("message", status.failure() == null ? "" : status.failure().message());
    return json;
  }
}
