package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.step.Anomaly;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What all phases of a run share: whose run it is, and how it tells. */
record RunContext(
    JobSummary begin,
    JobEnvironment environment,
    JobNeighbours neighbours,
    ActorRef<TrainingJobProtocol.Command> entity) {
  RunContext {
    requireNonNull(begin, "begin is null");
    requireNonNull(environment, "environment is null");
    requireNonNull(neighbours, "neighbours is null");
    requireNonNull(entity, "entity is null");
  }

  JobId id() {
    return begin.id();
  }

  JobSpecification specification() {
    return begin.specification();
  }

  TrainingSettings settings() {
    return environment.settings();
  }

  Instant now() {
    return environment.clock().instant();
  }

  void note(JobState state, String message) {
    entity.tell(new RunNote.StateNoted(state, message));
  }

  void note(JobProgress progress) {
    entity.tell(new RunNote.ProgressNoted(progress));
  }

  void note(JobEvent event) {
    entity.tell(new RunNote.EventNoted(event));
  }

  void fail(String message) {
    note(new JobEvent.JobFailed(message, now()));
  }

  /** The job does not go on after this anomaly. */
  void halt(Anomaly anomaly, String reason) {
    HandledAnomaly handled = new HandledAnomaly(anomaly, AnomalyAction.STOP, now());
    entity.tell(new RunNote.HaltNoted(handled, reason));
  }

  void complete(String message) {
    entity.tell(new RunNote.CompletionNoted(message, now()));
  }

  void noteFailure(String reason) {
    entity.tell(new RunNote.FailureNoted(reason, now()));
  }

  /** Whether the specification is to blame, so that trying again is of no use. */
  static boolean isHopeless(PlatformError error) {
    return error.code().category() == ErrorCode.Category.CALLER
        && error.code() != ErrorCode.CONFLICT;
  }
}
