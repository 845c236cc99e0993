package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.Outcome;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What the world says to the entity of a training job. */
public final class TrainingJobProtocol {

  private TrainingJobProtocol() {}

  /** Everything the entity understands. */
  public interface Command {}

  /**
   * Submit the job. Answered when journalled; the same specification under the same id again is
   * answered as the first time, another one is a conflict.
   */
  public record SubmitJob(
      JobSpecification specification, Instant at, ActorRef<Outcome<JobSummary>> replyTo)
      implements Command, WireMessage {
    public SubmitJob {
      requireNonNull(specification, "specification is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** Stop the job for good. Idempotent; refused once the job has completed or failed. */
  public record CancelJob(Instant at, ActorRef<Outcome<JobSummary>> replyTo)
      implements Command, WireMessage {
    public CancelJob {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * Hold the job and free its devices, after a checkpoint where it trains. Answered when
   * journalled. Idempotent; refused once the job is at its end.
   */
  public record PauseJob(Instant at, ActorRef<Outcome<JobSummary>> replyTo)
      implements Command, WireMessage {
    public PauseJob {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * Queue a paused job again; it goes on from its last checkpoint. A job that is not paused is
   * answered as it is.
   */
  public record ResumeJob(Instant at, ActorRef<Outcome<JobSummary>> replyTo)
      implements Command, WireMessage {
    public ResumeJob {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  public record DescribeJob(ActorRef<Outcome<JobSummary>> replyTo) implements Command, WireMessage {
    public DescribeJob {
      requireNonNull(replyTo, "replyTo is null");
    }
  }
}
