package io.sampo.protocol.serialization;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
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
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.WorkerRange;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Tenure;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Records that have changed since they were first written: of each the number that it had, which
 * stays readable. What never entered a journal needs no entry.
 */
final class FormerWireTypes {

  private FormerWireTypes() {}

  static List<FormerRecord<?>> entries() {
    return List.of(
        signature(),
        new FormerRecord<>(
            205,
            Deployment.class,
            List.of(Map.class, int.class, int.class),
            values ->
                new Deployment(
                    weights(values[0]),
                    Scaling.fixed((int) values[1]),
                    Batching.withQueueLimit((int) values[2]),
                    Traffic.PLAIN)),
        new FormerRecord<>(
            320,
            ModelState.class,
            List.of(List.class, Deployment.class, int.class),
            values -> ModelState.of(versions(values[0]), (Deployment) values[1], (int) values[2])),
        modelState(),
        new FormerRecord<>(
            402,
            DatasetSpecification.class,
            List.of(DatasetName.class, DatasetFormat.class, List.class),
            values ->
                new DatasetSpecification(
                    (DatasetName) values[0], (DatasetFormat) values[1], files(values[2]))),
        new FormerRecord<>(
            403,
            DatasetSummary.class,
            List.of(DatasetSpecification.class, long.class, Shape.class, int.class, Instant.class),
            values ->
                new DatasetSummary(
                    (DatasetSpecification) values[0],
                    (long) values[1],
                    (Shape) values[2],
                    (int) values[3],
                    (Instant) values[4])),
        new FormerRecord<>(
            501,
            OptimizerSpecification.class,
            List.of(double.class, double.class),
            values -> OptimizerSpecification.sgd((double) values[0], (double) values[1])),
        new FormerRecord<>(
            503,
            Promotion.class,
            List.of(ModelName.class, double.class),
            values -> Promotion.byAccuracy((ModelName) values[0], (double) values[1])),
        new FormerRecord<>(
            507,
            Evaluation.class,
            List.of(long.class, long.class, long.class, double.class, double.class),
            FormerWireTypes::evaluation),
        new FormerRecord<>(
            515,
            Promotion.class,
            List.of(ModelName.class, PromotionRule.class),
            values -> new Promotion((ModelName) values[0], (PromotionRule) values[1], false)),
        jobOfStepCheckpoints(),
        jobEvaluatedAtEnd(),
        checkpoint(),
        jobSummary(),
        jobSummaryOfBareJobs(),
        registerRow());
  }

  /** When clients had to do the preprocessing. */
  private static FormerRecord<Signature> signature() {
    return new FormerRecord<>(
        200,
        Signature.class,
        List.of(List.class, List.class, int.class, List.class),
        values ->
            new Signature(
                tensors(values[0]), tensors(values[1]), (int) values[2], labels(values[3])));
  }

  /** Only samples and right answers were counted, and the accuracy between them was written too. */
  private static Evaluation evaluation(Object[] values) {
    long samples = (long) values[1];
    ClassCounts counts = new ClassCounts(0, samples, (long) values[2], List.of());
    return new Evaluation((long) values[0], samples, (double) values[4], counts, null);
  }

  /** When a deployment had no past. */
  private static FormerRecord<ModelState> modelState() {
    return new FormerRecord<>(
        321,
        ModelState.class,
        List.of(List.class, Deployment.class, int.class, List.class, List.class),
        values ->
            ModelState.of(versions(values[0]), (Deployment) values[1], (int) values[2])
                .withLoads(loads(values[3]), deaths(values[4])));
  }

  /** When checkpoints were taken by steps alone, and all were kept. */
  private static FormerRecord<JobSpecification> jobOfStepCheckpoints() {
    return new FormerRecord<>(
        504,
        JobSpecification.class,
        List.of(
            ModelVersion.class,
            DatasetName.class,
            Loss.class,
            OptimizerSpecification.class,
            int.class,
            int.class,
            long.class,
            long.class,
            WorkerRange.class,
            int.class,
            DatasetName.class,
            Promotion.class),
        values -> job(values, CheckpointPolicy.everySteps((int) values[9])));
  }

  /** When a job was evaluated at its end only. */
  private static FormerRecord<JobSpecification> jobEvaluatedAtEnd() {
    return new FormerRecord<>(
        582,
        JobSpecification.class,
        List.of(
            ModelVersion.class,
            DatasetName.class,
            Loss.class,
            OptimizerSpecification.class,
            int.class,
            int.class,
            long.class,
            long.class,
            WorkerRange.class,
            CheckpointPolicy.class,
            DatasetName.class,
            Promotion.class),
        values -> job(values, (CheckpointPolicy) values[9]));
  }

  private static JobSpecification job(Object[] values, CheckpointPolicy checkpoints) {
    return JobSpecification.builder(
            (ModelVersion) values[0],
            (DatasetName) values[1],
            (Loss) values[2],
            (OptimizerSpecification) values[3])
        .batch(BatchSize.of((int) values[4]))
        .length(new TrainingLength((int) values[5], (long) values[6]))
        .seed((long) values[7])
        .workers((WorkerRange) values[8])
        .checkpoints(checkpoints)
        .evaluation(values[10] == null ? null : EvaluationPolicy.atEnd((DatasetName) values[10]))
        .promotion((Promotion) values[11])
        .build();
  }

  /** When parameters were in the module only. */
  private static FormerRecord<Checkpoint> checkpoint() {
    return new FormerRecord<>(
        508,
        Checkpoint.class,
        List.of(long.class, ArtifactHash.class, long.class, ArtifactHash.class),
        values ->
            new Checkpoint(
                (long) values[0],
                (ArtifactHash) values[1],
                (long) values[2],
                (ArtifactHash) values[3]));
  }

  /** When a job knew its newest checkpoint only. */
  private static FormerRecord<JobSummary> jobSummary() {
    return new FormerRecord<>(
        509,
        JobSummary.class,
        List.of(
            JobId.class,
            JobSpecification.class,
            JobState.class,
            String.class,
            long.class,
            List.class,
            JobProgress.class,
            Checkpoint.class,
            Evaluation.class,
            ModelVersion.class,
            Instant.class,
            Instant.class,
            long.class),
        values ->
            new JobSummary(
                (JobId) values[0],
                (JobSpecification) values[1],
                (JobState) values[2],
                (String) values[3],
                (long) values[4],
                nodes(values[5]),
                (JobProgress) values[6],
                values[7] == null ? List.of() : List.of((Checkpoint) values[7]),
                List.of(),
                (Evaluation) values[8],
                (ModelVersion) values[9],
                null,
                (Instant) values[10],
                (Instant) values[11],
                (long) values[12]));
  }

  /** When jobs promoted and people deployed, and nobody looked for anomalies. */
  private static FormerRecord<JobSummary> jobSummaryOfBareJobs() {
    return new FormerRecord<>(
        583,
        JobSummary.class,
        List.of(
            JobId.class,
            JobSpecification.class,
            JobState.class,
            String.class,
            long.class,
            List.class,
            JobProgress.class,
            List.class,
            Evaluation.class,
            ModelVersion.class,
            Instant.class,
            Instant.class,
            long.class),
        values ->
            new JobSummary(
                (JobId) values[0],
                (JobSpecification) values[1],
                (JobState) values[2],
                (String) values[3],
                (long) values[4],
                nodes(values[5]),
                (JobProgress) values[6],
                checkpoints(values[7]),
                List.of(),
                (Evaluation) values[8],
                (ModelVersion) values[9],
                null,
                (Instant) values[10],
                (Instant) values[11],
                (long) values[12]));
  }

  @SuppressWarnings("unchecked")
  private static List<Checkpoint> checkpoints(Object value) {
    return (List<Checkpoint>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<TensorSpec> tensors(Object value) {
    return (List<TensorSpec>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<String> labels(Object value) {
    return (List<String>) value;
  }

  /** When jobs did not roll back. */
  private static FormerRecord<RegisterRow> registerRow() {
    return new FormerRecord<>(
        607,
        RegisterRow.class,
        List.of(
            JobId.class,
            long.class,
            List.class,
            Tenure.class,
            CommittedStep.class,
            Settlement.class,
            io.sampo.protocol.training.step.Checkpoint.class),
        values ->
            new RegisterRow(
                (JobId) values[0],
                (long) values[1],
                workers(values[2]),
                (Tenure) values[3],
                (CommittedStep) values[4],
                (Settlement) values[5],
                (io.sampo.protocol.training.step.Checkpoint) values[6]));
  }

  @SuppressWarnings("unchecked")
  private static List<WorkerIncarnation> workers(Object value) {
    return (List<WorkerIncarnation>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<NodeId> nodes(Object value) {
    return (List<NodeId>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<VersionName, Integer> weights(Object value) {
    return (Map<VersionName, Integer>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<VersionSummary> versions(Object value) {
    return (List<VersionSummary>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<LoadAttempt> loads(Object value) {
    return (List<LoadAttempt>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<NodeDeath> deaths(Object value) {
    return (List<NodeDeath>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<DatasetFile> files(Object value) {
    return (List<DatasetFile>) value;
  }
}
