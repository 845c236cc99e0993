package io.sampo.node.training.job;

import io.sampo.node.training.job.JobRecord.Paused;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The run of a job as its entity sees it, with what it said that is true only for the moment. There
 * is at most one: a run that is wanted while the former one still ends begins after it, so that no
 * note of the former is taken for one of the later. Not thread-safe.
 */
final class LiveRun {

  /** The run is gone; what it said last may still be on its way to the entity. */
  record Terminated(ActorRef<TrainingRun.Command> run) implements Command {}

  /** As before, and everything that it said has been heard. */
  record Ended(ActorRef<TrainingRun.Command> run) implements Command {}

  private final ActorContext<Command> entity;
  private final Function<JobSummary, RunContext> contexts;
  private ActorRef<TrainingRun.Command> run;
  private boolean ending;
  private JobProgress progress;
  private RunNote.StateNoted state;

  /**
   * @param contexts makes what a run of that job needs
   */
  LiveRun(ActorContext<Command> entity, Function<JobSummary, RunContext> contexts) {
    this.entity = entity;
    this.contexts = contexts;
  }

  /**
   * Begins a run, or lets the former one end first; then call again when it has ended. One that was
   * told to pause ends soon by itself, and loses less than if it were stopped.
   */
  void begin(Unfinished job) {
    state = null;
    if (run != null) {
      if (!ending) {
        stop();
      }
      return;
    }
    ending = false;
    run = entity.spawnAnonymous(TrainingRun.create(contexts.apply(job.job())));
    entity.watchWith(run, new Terminated(run));
  }

  /** Lets the run end without losing a step. */
  void pause() {
    state = null;
    if (run != null) {
      ending = true;
      run.tell(TrainingRun.Pause.INSTANCE);
    }
  }

  void stop() {
    if (run != null) {
      ending = true;
      entity.stop(run);
    }
  }

  /** A new incarnation of the entity: the children of the former one are gone. */
  void forget() {
    run = null;
    ending = false;
    progress = null;
    state = null;
  }

  /** The end of a child overtakes its last messages, so this goes once round the mailbox. */
  void terminated(Terminated terminated) {
    entity.getSelf().tell(new Ended(terminated.run()));
  }

  /** Takes note of an end; false if it is that of an earlier run, which means nothing. */
  boolean hasEnded(Ended ended) {
    if (!ended.run().equals(run)) {
      return false;
    }
    run = null;
    state = null;
    return true;
  }

  /** Whether somebody here wanted the last run to end. */
  boolean wasToEnd() {
    return ending;
  }

  /** Returns whether that is news. */
  boolean note(RunNote.StateNoted noted) {
    boolean isNews = !noted.equals(state);
    state = noted;
    return isNews;
  }

  void note(JobProgress noted) {
    progress = noted;
  }

  /** From now on the journal says how far the job is. */
  void rest() {
    progress = null;
  }

  JobProgress progressOr(JobProgress journalled) {
    return progress == null ? journalled : progress;
  }

  /** Lays what is true for the moment over what the journal says. */
  void overlay(Unfinished job, JobSheet sheet) {
    sheet.progress(progressOr(job.job().progress()));
    if (job instanceof Paused) {
      if (run != null) {
        sheet.state(JobState.PAUSING, "Writing down how far it is");
      }
    } else if (state != null) {
      sheet.state(state.state(), state.message());
    }
  }
}
