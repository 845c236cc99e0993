package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobEvent.AnomalyHandled;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobEvent.GangFailed;
import io.sampo.protocol.training.JobEvent.GenerationStarted;
import io.sampo.protocol.training.JobEvent.JobCancelled;
import io.sampo.protocol.training.JobEvent.JobCompleted;
import io.sampo.protocol.training.JobEvent.JobDeployed;
import io.sampo.protocol.training.JobEvent.JobEvaluated;
import io.sampo.protocol.training.JobEvent.JobFailed;
import io.sampo.protocol.training.JobEvent.JobPaused;
import io.sampo.protocol.training.JobEvent.JobPromoted;
import io.sampo.protocol.training.JobEvent.JobResumed;
import io.sampo.protocol.training.JobEvent.JobSubmitted;
import io.sampo.protocol.training.JobEvent.ProgressMade;
import io.sampo.protocol.training.JobHistory;
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
      return new Submitted(JobSheet.of(event).summary(), FailureHistory.NONE);
    }
  }

  /** A job that somebody submitted. */
  sealed interface Known extends JobRecord {
    JobSummary job();
  }

  /** A job that is not at its end. */
  sealed interface Unfinished extends Known {
    FailureHistory failures();

    default Unfinished on(GangFailed event) {
      return unfinished(job(), failures().plus(event.at()));
    }

    default Unfinished on(ProgressMade event) {
      return unfinished(JobSheet.of(job()).progress(event.progress()).summary(), failures());
    }

    default Unfinished on(AnomalyHandled event) {
      return unfinished(AnomalyHistory.with(job(), event.handled()), failures());
    }

    default Paused on(JobPaused event) {
      return new Paused(JobSheet.of(job()).state(JobState.PAUSED, "Paused").summary(), failures());
    }

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
  record Submitted(JobSummary job, FailureHistory failures) implements Unfinished {
    public Submitted {
      requireNonNull(job, "job is null");
      requireNonNull(failures, "failures is null");
    }

    Training on(GenerationStarted event) {
      return Training.of(job, failures, event);
    }
  }

  /** Some generation has begun. */
  record Training(JobSummary job, FailureHistory failures) implements Unfinished {
    public Training {
      requireNonNull(job, "job is null");
      requireNonNull(failures, "failures is null");
    }

    private static Training of(JobSummary job, FailureHistory failures, GenerationStarted event) {
      return new Training(
          sheet(job, event)
              .state(JobState.RUNNING, "Generation %d began".formatted(event.generation()))
              .summary(),
          failures);
    }

    Training on(GenerationStarted event) {
      return of(job, failures, event);
    }

    Training on(CheckpointTaken event) {
      return new Training(sheet(job, event).summary(), failures);
    }

    Training on(CheckpointsDropped event) {
      return new Training(sheet(job, event).summary(), failures);
    }

    Evaluated on(JobEvaluated event) {
      return new Evaluated(
          JobSheet.of(job)
              .state(JobState.EVALUATING, "Evaluated")
              .evaluation(event.evaluation())
              .summary(),
          failures);
    }
  }

  /** Trained to the end and evaluated; only promotion and deployment can be missing. */
  record Evaluated(JobSummary job, FailureHistory failures) implements Unfinished {
    public Evaluated {
      requireNonNull(job, "job is null");
      requireNonNull(failures, "failures is null");
    }

    Evaluated on(JobPromoted event) {
      return new Evaluated(JobSheet.of(job).promoted(event.version()).summary(), failures);
    }

    Evaluated on(JobDeployed event) {
      return new Evaluated(JobSheet.of(job).deployedAt(event.at()).summary(), failures);
    }
  }

  /**
   * Held until it is resumed, whatever it was before; that can be seen from its summary. What its
   * last run did is a fact even now; how that run would have ended is not.
   */
  record Paused(JobSummary job, FailureHistory failures) implements Unfinished {
    public Paused {
      requireNonNull(job, "job is null");
      requireNonNull(failures, "failures is null");
    }

    Unfinished on(JobResumed event) {
      return unfinished(JobSheet.of(job).state(JobState.QUEUED, "Resumed").summary(), failures);
    }

    Paused on(GenerationStarted event) {
      return with(sheet(job, event));
    }

    Paused on(CheckpointTaken event) {
      return with(sheet(job, event));
    }

    Paused on(CheckpointsDropped event) {
      return with(sheet(job, event));
    }

    Paused on(JobEvaluated event) {
      return with(JobSheet.of(job).evaluation(event.evaluation()));
    }

    Paused on(JobPromoted event) {
      return with(JobSheet.of(job).promoted(event.version()));
    }

    Paused on(JobDeployed event) {
      return with(JobSheet.of(job).deployedAt(event.at()));
    }

    private Paused with(JobSheet sheet) {
      return new Paused(sheet.summary(), failures);
    }
  }

  /** Completed, failed or cancelled: nothing changes it any more. */
  record Finished(JobSummary job) implements Known {
    public Finished {
      requireNonNull(job, "job is null");
    }
  }

  /**
   * A generation that begins before a checkpoint was restored from an earlier one, because the
   * later one could not be read.
   */
  private static JobSheet sheet(JobSummary job, GenerationStarted event) {
    return JobSheet.of(job)
        .checkpoints(upTo(event.baseStep(), job))
        .generation(event.generation(), event.workers());
  }

  private static JobSheet sheet(JobSummary job, CheckpointTaken event) {
    Stream<Checkpoint> earlier = upTo(event.checkpoint().step() - 1, job).stream();
    return JobSheet.of(job)
        .checkpoints(Stream.concat(earlier, Stream.of(event.checkpoint())).toList());
  }

  private static JobSheet sheet(JobSummary job, CheckpointsDropped event) {
    List<Checkpoint> left =
        job.checkpoints().stream().filter(kept -> !event.steps().contains(kept.step())).toList();
    return JobSheet.of(job).checkpoints(left);
  }

  private static List<Checkpoint> upTo(long step, JobSummary job) {
    return job.checkpoints().stream().filter(kept -> kept.step() <= step).toList();
  }

  /** The record that a snapshot was made of. */
  static Known of(JobHistory history) {
    return history.job().state().isFinal()
        ? new Finished(history.job())
        : unfinished(history.job(), new FailureHistory(history.failures()));
  }

  private static Unfinished unfinished(JobSummary job, FailureHistory failures) {
    if (job.state() == JobState.PAUSED) {
      return new Paused(job, failures);
    }
    if (job.evaluation() != null) {
      return new Evaluated(job, failures);
    }
    return job.generation() > 0 ? new Training(job, failures) : new Submitted(job, failures);
  }
}
