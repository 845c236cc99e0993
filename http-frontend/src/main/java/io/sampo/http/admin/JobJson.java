package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.step.Anomaly;

/** Training jobs in JSON. The names of the fields are a promise to clients. */
final class JobJson {

  private JobJson() {}

  static ObjectNode of(JobSummary job) {
    ObjectNode json = JsonTree.object();
    json.put("id", job.id().value());
    json.put("state", job.state().name());
    json.put("message", job.message());
    json.put("generation", job.generation());
    json.set("workers", JsonTree.texts(job.workers().stream().map(NodeId::address).toList()));
    json.set("progress", progress(job.progress()));
    json.set("checkpoint", JsonTree.orNull(job.checkpoint(), JobJson::checkpoint));
    json.set("anomalies", JsonTree.array(job.anomalies(), JobJson::anomaly));
    json.set("evaluation", JsonTree.orNull(job.evaluation(), EvaluationJson::of));
    json.set("promoted", JsonTree.textOrNull(job.promoted()));
    json.set("deployedAt", JsonTree.textOrNull(job.deployedAt()));
    json.put("submittedAt", job.submittedAt().toString());
    json.set("finishedAt", JsonTree.textOrNull(job.finishedAt()));
    json.set("specification", specification(job.specification()));
    return json;
  }

  private static ObjectNode anomaly(HandledAnomaly handled) {
    Anomaly anomaly = handled.anomaly();
    ObjectNode json = JsonTree.object();
    json.put("step", anomaly.at().step());
    json.put("generation", anomaly.at().generation());
    json.put("kind", anomaly.kind().name());
    json.set("loss", JsonTree.number(anomaly.loss()));
    json.set("bound", JsonTree.number(anomaly.bound()));
    json.put("action", handled.action().name());
    json.put("at", handled.at().toString());
    return json;
  }

  private static ObjectNode progress(JobProgress progress) {
    ObjectNode json = JsonTree.object();
    json.put("epoch", progress.epoch());
    json.put("step", progress.step());
    json.put("totalSteps", progress.totalSteps());
    json.set("loss", JsonTree.number(progress.loss()));
    json.set("samplesPerSecond", JsonTree.number(progress.samplesPerSecond()));
    json.set("secondsLeft", JsonTree.number(progress.secondsLeft()));
    return json;
  }

  private static ObjectNode checkpoint(Checkpoint checkpoint) {
    ObjectNode json = JsonTree.object();
    json.put("step", checkpoint.step());
    json.put("module", checkpoint.module().value());
    json.put("moduleBytes", checkpoint.moduleBytes());
    return json;
  }

  /** A checkpoint with all that can be fetched of it; the parameters are null in older ones. */
  static ObjectNode kept(Checkpoint checkpoint) {
    ObjectNode json = checkpoint(checkpoint);
    json.set("parameters", JsonTree.textOrNull(checkpoint.parameters()));
    json.put("parametersBytes", checkpoint.parametersBytes());
    return json;
  }

  /** In the form in which it was submitted. */
  private static ObjectNode specification(JobSpecification specification) {
    ObjectNode json = JsonTree.object();
    json.put("model", specification.model().toString());
    json.put("dataset", specification.dataset().value());
    json.put("loss", specification.loss().name());
    json.set("optimizer", OptimizerJson.of(specification.optimizer()));
    json.put("globalBatchSize", specification.batch().global());
    json.put("microBatchSize", specification.batch().micro());
    json.put("epochs", specification.length().epochs());
    json.put("maximumSteps", specification.length().maximumSteps());
    json.put("seed", specification.seed());
    json.putObject("workers")
        .put("minimum", specification.workers().minimum())
        .put("maximum", specification.workers().maximum());
    json.set("checkpoints", PolicyJson.of(specification.checkpoints()));
    json.set("evaluation", JsonTree.orNull(specification.evaluation(), PolicyJson::of));
    json.set("anomalies", PolicyJson.of(specification.anomalies()));
    json.set("failures", JsonTree.orNull(specification.failures(), PolicyJson::of));
    json.set("promotion", JsonTree.orNull(specification.promotion(), PromotionJson::of));
    return json;
  }
}
