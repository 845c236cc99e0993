package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobEvent.GenerationStarted;
import io.sampo.protocol.training.JobEvent.JobCancelled;
import io.sampo.protocol.training.JobEvent.JobCompleted;
import io.sampo.protocol.training.JobEvent.JobEvaluated;
import io.sampo.protocol.training.JobEvent.JobFailed;
import io.sampo.protocol.training.JobEvent.JobPromoted;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the journal says about a job. What is true only at the moment (is it queued, how fast is it)
 * is laid over it by the entity. Transitions are methods, so an illegal one does not compile.
 */
sealed interface JobRecord {

  /** Nobody has submitted a job under this id. */
  record Unsubmitted() implements JobRecord {
    Submitted on(JobSubmitted event) {
      return new Submitted(JobSheet.of(event).summary());
    }
  }

  /** A job that somebody submitted. */
  sealed interface Known extends JobRecord {
    JobSummary job();
  }

  /** A job that is not at its end. */
  sealed interface Unfinished extends Known {
    default Finished on(JobFailed event) {
      return end(JobState.FAILED, event.message(), job().progress(), event.at());
    }

    default Finished on(JobCancelled event) {
      return end(JobState.CANCELLED, "Cancelled", job().progress(), event.at());
    }

    default Finished on(JobCompleted event) {
      return end(JobState.COMPLETED, event.message(), event.progress(), event.at());
    }

    private Finished end(JobState state, String message, JobProgress progress, Instant at) {
      return new Finished(
          JobSheet.of(job()).state(state, message).progress(progress).finishedAt(at).summary());
    }
  }

  /** Submitted; no generation has begun. */
  record Submitted(JobSummary job) implements Unfinished {
    public Submitted {
      requireNonNull(job, "job is null");
    }

    Training on(GenerationStarted event) {
      return Training.of(job, event);
    }
  }

  /** Some generation has begun. */
  record Training(JobSummary job) implements Unfinished {
    public Training {
      requireNonNull(job, "job is null");
    }

    /**
     * A generation that begins before a checkpoint was restored from an earlier one, because the
     * later one could not be read.
     */
    private static Training of(JobSummary job, GenerationStarted event) {
      return new Training(
          JobSheet.of(job)
              .checkpoints(upTo(event.baseStep(), job))
              .state(JobState.RUNNING, "Generation %d began".formatted(event.generation()))
              .generation(event.generation(), event.workers())
              .summary());
    }

    Training on(GenerationStarted event) {
      return of(job, event);
    }

    Training on(CheckpointTaken event) {
      return new Training(JobSheet.of(job).checkpoints(with(event.checkpoint())).summary());
    }

    private List<Checkpoint> with(Checkpoint newest) {
      Stream<Checkpoint> earlier = upTo(newest.step() - 1, job).stream();
      return Stream.concat(earlier, Stream.of(newest)).toList();
    }

    private static List<Checkpoint> upTo(long step, JobSummary job) {
      return job.checkpoints().stream().filter(kept -> kept.step() <= step).toList();
    }

    Training on(CheckpointsDropped event) {
      List<Checkpoint> left =
          job.checkpoints().stream().filter(kept -> !event.steps().contains(kept.step())).toList();
      return new Training(JobSheet.of(job).checkpoints(left).summary());
    }

    Evaluated on(JobEvaluated event) {
      return new Evaluated(
          JobSheet.of(job)
              .state(JobState.EVALUATING, "Evaluated")
              .evaluation(event.evaluation())
              .summary());
    }
  }

  /** Trained to the end and evaluated; only promotion can be missing. */
  record Evaluated(JobSummary job) implements Unfinished {
    public Evaluated {
      requireNonNull(job, "job is null");
    }

    Evaluated on(JobPromoted event) {
      return new Evaluated(JobSheet.of(job).promoted(event.version()).summary());
    }
  }

  /** Completed, failed or cancelled: nothing changes it any more. */
  record Finished(JobSummary job) implements Known {
    public Finished {
      requireNonNull(job, "job is null");
    }
  }

  /** The record that a snapshot was made of. */
  static JobRecord of(JobSummary job) {
    if (job.state().isFinal()) {
      return new Finished(job);
    }
    if (job.evaluation() != null) {
      return new Evaluated(job);
    }
    return job.generation() > 0 ? new Training(job) : new Submitted(job);
  }
}
