package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What a {@link TrainingRun} tells its job. Never leaves the JVM. */
sealed interface RunNote extends TrainingJobProtocol.Command {

  /** True for the moment; not journalled. */
  record StateNoted(JobState state, String message) implements RunNote {
    public StateNoted {
      requireNonNull(state, "state is null");
      requireNonNull(message, "message is null");
    }
  }

  /** Some steps later; not journalled. */
  record ProgressNoted(JobProgress progress) implements RunNote {
    public ProgressNoted {
      requireNonNull(progress, "progress is null");
    }
  }

  /** A fact for the journal. */
  record EventNoted(JobEvent event) implements RunNote {
    public EventNoted {
      requireNonNull(event, "event is null");
    }
  }

  /** What does the journal say? Answered with it alone, without what is true for the moment. */
  record JournalAsked(ActorRef<JobSummary> replyTo) implements RunNote {
    public JournalAsked {
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * A step was evaluated. Answered as {@link JournalAsked} once that is in the journal, be it this
   * evaluation or an earlier one of the step: the first one counts.
   */
  record EvaluationNoted(Evaluation evaluation, Instant at, ActorRef<JobSummary> replyTo)
      implements RunNote {
    public EvaluationNoted {
      requireNonNull(evaluation, "evaluation is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** A gang ended before its time; the job decides whether there is another. */
  record FailureNoted(String reason, Instant at) implements RunNote {
    public FailureNoted {
      requireNonNull(reason, "reason is null");
      requireNonNull(at, "at is null");
    }
  }

  /** The job is not to go on after this anomaly; its gang did what it should. */
  record HaltNoted(HandledAnomaly handled, String reason) implements RunNote {
    public HaltNoted {
      requireNonNull(handled, "handled is null");
      requireNonNull(reason, "reason is null");
    }
  }

  /** The run came to a good end; the job adds its last progress. */
  record CompletionNoted(String message, Instant at) implements RunNote {
    public CompletionNoted {
      requireNonNull(message, "message is null");
      requireNonNull(at, "at is null");
    }
  }
}
