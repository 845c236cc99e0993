package io.sampo.http.admin;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.WorkerRange;
import java.time.Instant;
import java.util.List;

/** A model, a dataset and a job, as the entities describe them. */
final class Examples {

  static final Instant AT = Instant.parse("2026-02-03T04:00:00Z");
  static final ArtifactHash HASH = new ArtifactHash("ab".repeat(32));
  static final ArtifactHash PARAMETERS = new ArtifactHash("%064x".formatted(1));
  static final NodeId NODE = new NodeId("127.0.0.1", 17355, 7);
  static final ModelVersion DIGITS_1 = ModelVersion.of("digits", "1");

  private Examples() {}

  static ModelSummary model() {
    Signature signature =
        new Signature(
            List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28))),
            List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
            64,
            List.of());
    VersionSpecification version =
        new VersionSpecification(new VersionName("1"), HASH, 1234, signature, "upload", AT);
    return new ModelSummary(
        new ModelName("digits"),
        List.of(new VersionSummary(version, VersionState.AVAILABLE, "")),
        Deployment.of(new VersionName("1"), 2),
        List.of(
            new ReplicaStatus(
                new ReplicaId(DIGITS_1, 3), NODE, ReplicaPhase.READY, HASH, "warmed up", null),
            new ReplicaStatus(
                new ReplicaId(DIGITS_1, 4),
                NODE,
                ReplicaPhase.FAILED,
                "load",
                new PlatformError(ErrorCode.DEVICE_FULL, "Expected 2 bytes, but 1 is free"))),
        List.of("Expected room on [127.0.0.1:17356], but it is full"),
        9);
  }

  static DatasetSummary dataset() {
    return new DatasetSummary(
        new DatasetSpecification(
            new DatasetName("digits-train"),
            DatasetFormat.IDX,
            List.of(new DatasetFile("images", HASH, 100), new DatasetFile("labels", HASH, 10))),
        4000,
        Shape.of(1, 28, 28),
        10,
        AT);
  }

  static JobSpecification jobSpecification() {
    return JobSpecification.builder(
            DIGITS_1,
            new DatasetName("digits-train"),
            Loss.CROSS_ENTROPY,
            OptimizerSpecification.sgd(0.04, 0.9))
        .batch(BatchSize.of(128))
        .length(TrainingLength.epochs(6))
        .workers(new WorkerRange(1, 3))
        .evaluation(EvaluationPolicy.atEnd(new DatasetName("digits-test")))
        .promotion(Promotion.byAccuracy(new ModelName("digits"), 0.95))
        .build();
  }

  static JobSummary queuedJob() {
    return new JobSummary(
        new JobId("first"),
        jobSpecification(),
        JobState.QUEUED,
        "submitted",
        0,
        List.of(),
        JobProgress.NONE,
        List.of(),
        List.of(),
        null,
        null,
        null,
        AT,
        null,
        1);
  }

  static JobSummary runningJob(long step) {
    return new JobSummary(
        new JobId("first"),
        jobSpecification(),
        JobState.RUNNING,
        "training",
        1,
        List.of(NODE),
        new JobProgress(0, step, 192, 1.5, 900, 12.5),
        List.of(),
        List.of(),
        null,
        null,
        null,
        AT,
        null,
        2);
  }

  static JobSummary completedJob() {
    return new JobSummary(
        new JobId("first"),
        jobSpecification(),
        JobState.COMPLETED,
        "done",
        1,
        List.of(NODE),
        new JobProgress(5, 192, 192, 0.25, 900, 0),
        List.of(new Checkpoint(192, HASH, 1234, HASH, PARAMETERS, 9)),
        List.of(),
        new Evaluation(192, 1000, 0.1, new ClassCounts(10, 1000, 970, List.of()), null),
        ModelVersion.of("digits", "2"),
        AT.plusSeconds(59),
        AT,
        AT.plusSeconds(60),
        5);
  }
}
