package io.sampo.node.training.job;

import io.sampo.node.training.job.JobRecord.Finished;
import io.sampo.node.training.job.JobRecord.Known;
import io.sampo.node.training.job.JobRecord.Paused;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * What an entity does with the orders of people for a job that it knows: to begin, to hold, to go
 * on, to end. Each may come twice. Runs in the thread of the entity; not thread-safe.
 */
final class JobOrders {
  private final ActorContext<Command> entity;
  private final JobId id;
  private final LiveRun live;
  private final RunNotes notes;
  private final EffectFactories<JobEvent, JobRecord> effects;
  private final Function<Known, JobSummary> summaries;

  /**
   * @param summaries how the world sees a job now
   */
  JobOrders(
      ActorContext<Command> entity,
      JobId id,
      LiveRun live,
      RunNotes notes,
      EffectFactories<JobEvent, JobRecord> effects,
      Function<Known, JobSummary> summaries) {
    this.entity = entity;
    this.id = id;
    this.live = live;
    this.notes = notes;
    this.effects = effects;
    this.summaries = summaries;
  }

  ReplyEffect<JobEvent, JobRecord> onSubmitAgain(Known job, SubmitJob request) {
    if (job.job().specification().equals(request.specification())) {
      return answer(request.replyTo(), job);
    }
    return refuse(
        request.replyTo(),
        ErrorCode.CONFLICT,
        "Expected the specification that job [%s] was submitted with, but it differs"
            .formatted(id));
  }

  ReplyEffect<JobEvent, JobRecord> onPause(Unfinished job, PauseJob pause) {
    return effects
        .persist(notes.withProgress(job, new JobEvent.JobPaused(pause.at())))
        .thenRun(
            (JobRecord paused) -> {
              entity.getLog().info("Job [{}] is to pause", id);
              live.pause();
              notes.onJournalled(paused);
            })
        .thenReply(pause.replyTo(), this::outcome);
  }

  ReplyEffect<JobEvent, JobRecord> onResume(Paused job, ResumeJob resume) {
    return effects
        .persist(new JobEvent.JobResumed(resume.at()))
        .thenRun(
            (JobRecord resumed) -> {
              entity.getLog().info("Job [{}] was resumed", id);
              live.begin((Unfinished) resumed);
              notes.onJournalled(resumed);
            })
        .thenReply(resume.replyTo(), this::outcome);
  }

  ReplyEffect<JobEvent, JobRecord> onCancel(Unfinished job, CancelJob cancel) {
    return effects
        .persist(notes.withProgress(job, new JobEvent.JobCancelled(cancel.at())))
        .thenRun(notes::onJournalled)
        .thenReply(cancel.replyTo(), this::outcome);
  }

  ReplyEffect<JobEvent, JobRecord> onCancelFinished(Finished job, CancelJob cancel) {
    return job.job().state() == JobState.CANCELLED
        ? answer(cancel.replyTo(), job)
        : refuseFinished(job, cancel.replyTo());
  }

  ReplyEffect<JobEvent, JobRecord> refuseFinished(
      Finished job, ActorRef<Outcome<JobSummary>> replyTo) {
    return refuse(
        replyTo,
        ErrorCode.CONFLICT,
        "Expected job [%s] to be unfinished, but it is %s".formatted(id, job.job().state()));
  }

  ReplyEffect<JobEvent, JobRecord> answer(ActorRef<Outcome<JobSummary>> replyTo, Known job) {
    return effects.reply(replyTo, outcome(job));
  }

  ReplyEffect<JobEvent, JobRecord> refuse(
      ActorRef<Outcome<JobSummary>> replyTo, ErrorCode code, String message) {
    return effects.reply(replyTo, Outcome.refused(code, message));
  }

  private Outcome<JobSummary> outcome(JobRecord job) {
    return Outcome.of(summaries.apply((Known) job));
  }
}
