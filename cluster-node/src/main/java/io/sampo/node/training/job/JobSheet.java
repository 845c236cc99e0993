package io.sampo.node.training.job;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import java.time.Instant;
import java.util.List;

/** A {@link JobSummary} while it is being written. Used within one expression, then forgotten. */
final class JobSheet {
  private final JobId id;
  private final JobSpecification specification;
  private final Instant submittedAt;
  private JobState state = JobState.QUEUED;
  private String message = "Submitted";
  private long generation;
  private List<NodeId> workers = List.of();
  private JobProgress progress = JobProgress.NONE;
  private List<Checkpoint> checkpoints = List.of();
  private List<HandledAnomaly> anomalies = List.of();
  private Evaluation evaluation;
  private ModelVersion promoted;
  private Instant deployedAt;
  private Instant finishedAt;
  private long sequenceNumber;

  private JobSheet(JobId id, JobSpecification specification, Instant submittedAt) {
    this.id = id;
    this.specification = specification;
    this.submittedAt = submittedAt;
  }

  static JobSheet of(JobSubmitted submitted) {
    return new JobSheet(submitted.id(), submitted.specification(), submitted.at());
  }

  static JobSheet of(JobSummary job) {
    JobSheet sheet = new JobSheet(job.id(), job.specification(), job.submittedAt());
    sheet.state = job.state();
    sheet.message = job.message();
    sheet.generation = job.generation();
    sheet.workers = job.workers();
    sheet.progress = job.progress();
    sheet.checkpoints = job.checkpoints();
    sheet.anomalies = job.anomalies();
    sheet.evaluation = job.evaluation();
    sheet.promoted = job.promoted();
    sheet.deployedAt = job.deployedAt();
    sheet.finishedAt = job.finishedAt();
    sheet.sequenceNumber = job.sequenceNumber();
    return sheet;
  }

  JobSheet state(JobState now, String because) {
    this.state = now;
    this.message = because;
    return this;
  }

  JobSheet generation(long number, List<NodeId> members) {
    this.generation = number;
    this.workers = members;
    return this;
  }

  JobSheet progress(JobProgress now) {
    this.progress = now;
    return this;
  }

  JobSheet checkpoints(List<Checkpoint> kept) {
    this.checkpoints = kept;
    return this;
  }

  JobSheet anomalies(List<HandledAnomaly> last) {
    this.anomalies = last;
    return this;
  }

  JobSheet evaluation(Evaluation result) {
    this.evaluation = result;
    return this;
  }

  JobSheet promoted(ModelVersion version) {
    this.promoted = version;
    return this;
  }

  JobSheet deployedAt(Instant at) {
    this.deployedAt = at;
    return this;
  }

  JobSheet finishedAt(Instant at) {
    this.finishedAt = at;
    return this;
  }

  JobSheet sequenceNumber(long number) {
    this.sequenceNumber = number;
    return this;
  }

  JobSummary summary() {
    return new JobSummary(
        id,
        specification,
        state,
        message,
        generation,
        workers,
        progress,
        checkpoints,
        anomalies,
        evaluation,
        promoted,
        deployedAt,
        submittedAt,
        finishedAt,
        sequenceNumber);
  }
}
