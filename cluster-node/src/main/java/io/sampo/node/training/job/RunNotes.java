package io.sampo.node.training.job;

import io.sampo.node.telemetry.TrainingMeters;
import io.sampo.node.training.job.JobRecord.Finished;
import io.sampo.node.training.job.JobRecord.Known;
import io.sampo.node.training.job.JobRecord.Paused;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.JobFailed;
import io.sampo.protocol.training.JobEvent.ProgressMade;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.TrainingEnd;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * What an entity does with the notes of its run: keeps what is true for the moment, journals what
 * is true for ever, and decides by the {@link FailureBudget} whether a job whose gang failed gets
 * another one. Runs in the thread of the entity; not thread-safe.
 */
final class RunNotes {
  private final ActorContext<Command> entity;
  private final JobId id;
  private final JobEnvironment environment;
  private final LiveRun live;
  private final EffectFactories<JobEvent, JobRecord> effects;
  private final Consumer<JobRecord> publish;
  private final CheckpointRetention retention;

  /**
   * @param publish shows the record to the world
   */
  RunNotes(
      ActorContext<Command> entity,
      JobId id,
      JobEnvironment environment,
      LiveRun live,
      EffectFactories<JobEvent, JobRecord> effects,
      Consumer<JobRecord> publish) {
    this.entity = entity;
    this.id = id;
    this.environment = environment;
    this.live = live;
    this.effects = effects;
    this.publish = publish;
    this.retention = CheckpointRetention.of(environment.checkpoints(), entity.getSystem());
  }

  ReplyEffect<JobEvent, JobRecord> onState(Unfinished job, RunNote.StateNoted noted) {
    // The sentence too: what a job waits for is all that explains a long wait.
    if (live.note(noted)) {
      entity.getLog().info("Job [{}] is {}: {}", id, noted.state(), noted.message());
    }
    publish.accept(job);
    return effects.noReply();
  }

  ReplyEffect<JobEvent, JobRecord> onProgress(Unfinished job, RunNote.ProgressNoted noted) {
    live.note(noted.progress());
    publish.accept(job);
    return effects.noReply();
  }

  ReplyEffect<JobEvent, JobRecord> onEvent(Unfinished job, RunNote.EventNoted noted) {
    if (noted.event() instanceof JobEvent.AnomalyHandled anomaly) {
      return onAnomaly(job, anomaly);
    }
    List<Checkpoint> before = job.job().checkpoints();
    List<JobEvent> events = new ArrayList<>();
    if (noted.event() instanceof CheckpointTaken || noted.event() instanceof JobFailed) {
      events.addAll(progress(job));
    }
    events.addAll(CheckpointRetention.withConsequences(job.job(), noted.event()));
    return effects
        .persist(events)
        .thenRun((JobRecord after) -> retention.sweep(before, ((Known) after).job().checkpoints()))
        .thenRun(this::onJournalled)
        .thenNoReply();
  }

  private ReplyEffect<JobEvent, JobRecord> onAnomaly(
      Unfinished job, JobEvent.AnomalyHandled event) {
    return AnomalyHistory.knows(job.job(), event.handled())
        ? effects.noReply()
        : journal(List.of(event));
  }

  /** What ends the job is written down together with its end: so it is told but once. */
  ReplyEffect<JobEvent, JobRecord> onHalt(Unfinished job, RunNote.HaltNoted noted) {
    HandledAnomaly handled = noted.handled();
    return journal(
        List.of(
            new JobEvent.AnomalyHandled(handled),
            new JobEvent.JobFailed(noted.reason(), handled.at())));
  }

  ReplyEffect<JobEvent, JobRecord> onJournalAsked(Unfinished job, RunNote.JournalAsked asked) {
    return effects.reply(asked.replyTo(), job.job());
  }

  ReplyEffect<JobEvent, JobRecord> onEvaluation(Unfinished job, RunNote.EvaluationNoted noted) {
    if (job.job().evaluations().has(noted.evaluation().step())) {
      return effects.reply(noted.replyTo(), job.job());
    }
    return effects
        .persist(new JobEvent.JobEvaluated(noted.evaluation(), noted.at()))
        .thenRun(this::onJournalled)
        .thenReply(noted.replyTo(), evaluated -> ((Known) evaluated).job());
  }

  ReplyEffect<JobEvent, JobRecord> onCompletion(Unfinished job, RunNote.CompletionNoted noted) {
    JobProgress last = live.progressOr(job.job().progress());
    TrainingEnd end = job.job().end();
    String message =
        end == null || end.early() == null
            ? noted.message()
            : "%s; %s".formatted(end.message(), noted.message());
    return journal(List.of(new JobEvent.JobCompleted(last, message, noted.at())));
  }

  ReplyEffect<JobEvent, JobRecord> onFailure(Unfinished job, RunNote.FailureNoted noted) {
    JobEvent failure = new JobEvent.GangFailed(noted.reason(), noted.at());
    FailureBudget budget = budget(job.job().specification());
    if (!job.failures().plus(noted.at()).exceeds(budget, noted.at())) {
      return journal(List.of(failure));
    }
    List<JobEvent> events = new ArrayList<>(progress(job));
    events.add(failure);
    events.add(new JobFailed(budget.refusal(noted.reason()), noted.at()));
    return journal(events);
  }

  private FailureBudget budget(JobSpecification job) {
    return job.failures() == null ? environment.settings().failures() : job.failures();
  }

  /** How the last run would have ended means nothing: the next one finds that out again. */
  ReplyEffect<JobEvent, JobRecord> onNoteWhilePaused(Paused job, RunNote note) {
    if (note instanceof RunNote.ProgressNoted noted) {
      return onProgress(job, noted);
    }
    if (note instanceof RunNote.EventNoted noted && !(noted.event() instanceof JobFailed)) {
      return onEvent(job, noted);
    }
    if (note instanceof RunNote.EvaluationNoted noted) {
      return onEvaluation(job, noted);
    }
    return note instanceof RunNote.JournalAsked asked
        ? onJournalAsked(job, asked)
        : effects.noReply();
  }

  ReplyEffect<JobEvent, JobRecord> onRunTerminated(LiveRun.Terminated terminated) {
    live.terminated(terminated);
    return effects.noReply();
  }

  ReplyEffect<JobEvent, JobRecord> onRunEnded(Unfinished job, LiveRun.Ended ended) {
    if (!live.hasEnded(ended)) {
      return effects.noReply();
    }
    if (job instanceof Paused) {
      entity.getLog().info("Job [{}] is paused", id);
      List<JobEvent> last = progress(job);
      live.rest();
      return journal(last);
    }
    boolean wasToEnd = live.wasToEnd();
    live.begin(job);
    if (wasToEnd) {
      return effects.noReply();
    }
    // A run that fails without a word must not begin again for ever.
    String reason = "what ran it on node [%s] failed".formatted(entity.getSystem().address());
    return onFailure(job, new RunNote.FailureNoted(reason, environment.clock().instant()));
  }

  /** The event, and before it how far the job has come. */
  List<JobEvent> withProgress(Unfinished job, JobEvent event) {
    return Stream.concat(progress(job).stream(), Stream.of(event)).toList();
  }

  /** Nothing, if the journal knows it. */
  private List<JobEvent> progress(Unfinished job) {
    JobProgress journalled = job.job().progress();
    JobProgress now = live.progressOr(journalled).atRest();
    return now.equals(journalled)
        ? List.of()
        : List.of(new ProgressMade(now, environment.clock().instant()));
  }

  private ReplyEffect<JobEvent, JobRecord> journal(List<JobEvent> events) {
    return effects
        .persist(events)
        .thenRun((JobRecord after) -> count(events))
        .thenRun(this::onJournalled)
        .thenNoReply();
  }

  private void count(List<JobEvent> events) {
    for (JobEvent event : events) {
      if (event instanceof JobEvent.AnomalyHandled anomaly) {
        HandledAnomaly handled = anomaly.handled();
        entity.getLog().warn("Job [{}] {}: {}", id, handled.action(), handled.anomaly().sentence());
        TrainingMeters.recordAnomaly(handled.anomaly().kind(), handled.action());
      }
    }
  }

  /** After every event that may have ended the job. */
  void onJournalled(JobRecord record) {
    if (record instanceof Finished finished) {
      entity
          .getLog()
          .info("Job [{}] is {}: {}", id, finished.job().state(), finished.job().message());
      live.stop();
    }
    publish.accept(record);
  }
}
