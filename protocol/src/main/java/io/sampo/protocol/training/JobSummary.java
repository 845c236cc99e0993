package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * A training job and how it fares.
 *
 * @param message what brought it into its state, for people
 * @param workers the nodes of this generation, in rank order
 * @param checkpoints complete ones that are kept, from the oldest to the newest
 * @param anomalies the last ones, from the oldest to the newest
 * @param evaluation or null
 * @param promoted the version that was made of it, or null
 * @param deployedAt since when that version has been deployed by the job, or null
 * @param finishedAt or null
 */
public record JobSummary(
    JobId id,
    JobSpecification specification,
    JobState state,
    String message,
    long generation,
    List<NodeId> workers,
    JobProgress progress,
    List<Checkpoint> checkpoints,
    List<HandledAnomaly> anomalies,
    Evaluation evaluation,
    ModelVersion promoted,
    Instant deployedAt,
    Instant submittedAt,
    Instant finishedAt,
    long sequenceNumber)
    implements WireMessage {
  public JobSummary {
    requireNonNull(id, "id is null");
    requireNonNull(specification, "specification is null");
    requireNonNull(state, "state is null");
    requireNonNull(message, "message is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(submittedAt, "submittedAt is null");
    workers = List.copyOf(workers);
    checkpoints = List.copyOf(checkpoints);
    anomalies = List.copyOf(anomalies);
  }

  /** The newest complete one, or null. */
  public Checkpoint checkpoint() {
    return checkpoints.isEmpty() ? null : checkpoints.get(checkpoints.size() - 1);
  }
}
