package io.sampo.protocol.serialization;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.JobEvaluations;
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

/** The {@link FormerWireTypes} of training. */
final class FormerTrainingTypes {

  private FormerTrainingTypes() {}

  static List<FormerRecord<?>> entries() {
    return List.of(
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
            FormerTrainingTypes::evaluation),
        new FormerRecord<>(
            515,
            Promotion.class,
            List.of(ModelName.class, PromotionRule.class),
            values -> new Promotion((ModelName) values[0], (PromotionRule) values[1], false)),
        jobOfStepCheckpoints(),
        jobEvaluatedAtEnd(),
        checkpoint(),
        jobOfOneCheckpoint(),
        jobOfOneEvaluation(),
        registerRow());
  }

  /** Only samples and right answers were counted, and the accuracy between them was written too. */
  private static Evaluation evaluation(Object[] values) {
    long samples = (long) values[1];
    ClassCounts counts = new ClassCounts(0, samples, (long) values[2], List.of());
    return new Evaluation((long) values[0], samples, (double) values[4], counts, null);
  }

  /** When checkpoints were taken by steps alone, and all were kept. */
  private static FormerRecord<JobSpecification> jobOfStepCheckpoints() {
    return new FormerRecord<>(
        504,
        JobSpecification.class,
        jobWith(int.class),
        values -> job(values, CheckpointPolicy.everySteps((int) values[9])));
  }

  /** When a job was evaluated at its end only. */
  private static FormerRecord<JobSpecification> jobEvaluatedAtEnd() {
    return new FormerRecord<>(
        582,
        JobSpecification.class,
        jobWith(CheckpointPolicy.class),
        values -> job(values, (CheckpointPolicy) values[9]));
  }

  private static List<Class<?>> jobWith(Class<?> checkpoints) {
    return List.of(
        ModelVersion.class,
        DatasetName.class,
        Loss.class,
        OptimizerSpecification.class,
        int.class,
        int.class,
        long.class,
        long.class,
        WorkerRange.class,
        checkpoints,
        DatasetName.class,
        Promotion.class);
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
  private static FormerRecord<JobSummary> jobOfOneCheckpoint() {
    return new FormerRecord<>(
        509,
        JobSummary.class,
        summaryOf(Checkpoint.class),
        values -> summary(values, values[7] == null ? List.of() : List.of((Checkpoint) values[7])));
  }

  /** When a job was evaluated at its end only, nobody looked for anomalies, and people deployed. */
  private static FormerRecord<JobSummary> jobOfOneEvaluation() {
    return new FormerRecord<>(
        583,
        JobSummary.class,
        summaryOf(List.class),
        values -> summary(values, checkpoints(values[7])));
  }

  private static List<Class<?>> summaryOf(Class<?> checkpoints) {
    return List.of(
        JobId.class,
        JobSpecification.class,
        JobState.class,
        String.class,
        long.class,
        List.class,
        JobProgress.class,
        checkpoints,
        Evaluation.class,
        ModelVersion.class,
        Instant.class,
        Instant.class,
        long.class);
  }

  private static JobSummary summary(Object[] values, List<Checkpoint> checkpoints) {
    Evaluation evaluation = (Evaluation) values[8];
    return new JobSummary(
        (JobId) values[0],
        (JobSpecification) values[1],
        (JobState) values[2],
        (String) values[3],
        (long) values[4],
        nodes(values[5]),
        (JobProgress) values[6],
        checkpoints,
        List.of(),
        evaluation == null ? JobEvaluations.NONE : JobEvaluations.NONE.plus(evaluation),
        null,
        (ModelVersion) values[9],
        null,
        (Instant) values[10],
        (Instant) values[11],
        (long) values[12]);
  }

  @SuppressWarnings("unchecked")
  private static List<Checkpoint> checkpoints(Object value) {
    return (List<Checkpoint>) value;
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
}
