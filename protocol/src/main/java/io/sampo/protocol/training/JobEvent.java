package io.sampo.protocol.training;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import java.time.Instant;
import java.util.List;

/** What the journal of a training job holds: decisions at human pace, never tensors. */
public sealed interface JobEvent extends WireMessage {

  record JobSubmitted(JobId id, JobSpecification specification, Instant at) implements JobEvent {}

  record GenerationStarted(long generation, List<NodeId> workers, long baseStep, Instant at)
      implements JobEvent {
    public GenerationStarted {
      workers = List.copyOf(workers);
    }
  }

  record CheckpointTaken(Checkpoint checkpoint, Instant at) implements JobEvent {}

  /** The job no longer lists the checkpoints of these steps: others are enough by its policy. */
  record CheckpointsDropped(List<Long> steps, Instant at) implements JobEvent {
    public CheckpointsDropped {
      steps = List.copyOf(steps);
    }
  }

  /** How far the job was at a moment from which on nobody may be there to say it. */
  record ProgressMade(JobProgress progress, Instant at) implements JobEvent {}

  /** The result of a step was not trained on; each step of each generation at most once. */
  record AnomalyHandled(HandledAnomaly handled) implements JobEvent {}

  record JobEvaluated(Evaluation evaluation, Instant at) implements JobEvent {}

  record JobPromoted(ModelVersion version, Instant at) implements JobEvent {}

  /** The promoted version has taken over the requests of its model. */
  record JobDeployed(Instant at) implements JobEvent {}

  record JobCompleted(JobProgress progress, String message, Instant at) implements JobEvent {}

  record JobFailed(String message, Instant at) implements JobEvent {}

  record JobCancelled(Instant at) implements JobEvent {}

  /** Somebody wants the job to hold; checkpoints of its last run may still follow. */
  record JobPaused(Instant at) implements JobEvent {}

  record JobResumed(Instant at) implements JobEvent {}

  /** A gang ended before its time and not because anybody wanted it to: the job has one less. */
  record GangFailed(String reason, Instant at) implements JobEvent {}
}
