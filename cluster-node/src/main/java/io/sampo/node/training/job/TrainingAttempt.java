package io.sampo.node.training.job;

import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.Fallback;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.step.Checkpoint.Stored;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One gang at work: the steps, and the evaluations between and behind them. The step transaction
 * repairs what it can (a lost worker: the survivors go on in a new generation); what it cannot, or
 * what leaves fewer workers than the job wants, ends the attempt. So does a pause, as soon as a
 * checkpoint holds every committed step. Owns the gang and stops it.
 */
final class TrainingAttempt extends AbstractBehavior<TrainingAttempt.Command> {

  /** What the attempt understands. */
  sealed interface Command {}

  /** A worker reported this. */
  record WorkerTold(Report report) implements Command {}

  /** Ends the attempt without losing a step, if that can be done in time. */
  enum Pause implements Command {
    INSTANCE
  }

  private record CoordinatorTold(CoordinatorAction action) implements Command {}

  private record WorkerEnded(WorkerIncarnation worker) implements Command {}

  /** What the register names can be read, or not. */
  private record CheckpointChecked(Optional<Fallback> fallback) implements Command {}

  /**
   * @param then what that checkpoint was waited for
   */
  private record CheckpointRead(Checkpoint checkpoint, Supplier<Behavior<Command>> then)
      implements Command {}

  private record CheckpointUnreadable(PlatformError error) implements Command {}

  private record EvaluationEnded(StepEvaluation.Result result) implements Command {}

  private enum ProgressDue implements Command {
    INSTANCE
  }

  private enum PauseTimedOut implements Command {
    INSTANCE
  }

  private enum ReleaseTimedOut implements Command {
    INSTANCE
  }

  private final RunContext run;
  private final CheckpointRecovery recovery;
  private final Gang gang;
  private final ActorRef<AttemptResult> parent;
  private final TimerScheduler<Command> timers;
  private final AttemptNotes notes;
  private final AttemptEvaluations evaluations;
  private final AnomalyNotes anomalies;
  private final AttemptCoordinator coordinator;
  private String lastFailure = "";
  private boolean pausing;
  private AttemptResult givenUp;

  static Behavior<Command> create(
      RunContext run, JobInputs inputs, Gang gang, ActorRef<AttemptResult> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new TrainingAttempt(context, timers, run, inputs, gang, parent)));
  }

  private TrainingAttempt(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RunContext run,
      JobInputs inputs,
      Gang gang,
      ActorRef<AttemptResult> parent) {
    super(context);
    context.setLoggerName(TrainingAttempt.class);
    this.timers = timers;
    this.run = run;
    this.gang = gang;
    this.parent = parent;
    this.recovery = new CheckpointRecovery(run, context.getSystem());
    this.notes = new AttemptNotes(run, gang, inputs.plan(run.specification()));
    this.evaluations =
        new AttemptEvaluations(
            context,
            run,
            inputs,
            gang,
            context.messageAdapter(StepEvaluation.Result.class, EvaluationEnded::new));
    this.anomalies = new AnomalyNotes(run);
    this.coordinator =
        new AttemptCoordinator(
            context,
            run,
            inputs,
            gang,
            context.messageAdapter(CoordinatorAction.class, CoordinatorTold::new));
    gang.members()
        .forEach(member -> context.watchWith(member.reference(), new WorkerEnded(member.worker())));
    context.pipeToSelf(
        recovery.fallback(),
        (found, failure) -> new CheckpointChecked(found == null ? Optional.empty() : found));
    timers.startTimerWithFixedDelay(ProgressDue.INSTANCE, run.settings().waits().progress());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(WorkerTold.class, told -> onReport(told.report()))
        .onMessage(Pause.class, pause -> onPause())
        .onMessage(PauseTimedOut.class, timedOut -> giveUp(new AttemptResult.Paused()))
        .onMessage(ReleaseTimedOut.class, timedOut -> end(givenUp))
        .onMessage(CoordinatorTold.class, told -> onCoordinator(told.action()))
        .onMessage(WorkerEnded.class, ended -> onWorkerEnded(ended.worker()))
        .onMessage(CheckpointChecked.class, this::onChecked)
        .onMessage(CheckpointRead.class, this::onCheckpoint)
        .onMessage(CheckpointUnreadable.class, unreadable -> broken(unreadable.error().message()))
        .onMessage(EvaluationEnded.class, ended -> onEvaluationEnded(ended.result()))
        .onMessage(ProgressDue.class, due -> onProgressDue())
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onChecked(CheckpointChecked checked) {
    coordinator.begin(checked.fallback(), notes.monotonic());
    return this;
  }

  private Behavior<Command> onProgressDue() {
    notes.progress();
    return this;
  }

  private Behavior<Command> onReport(Report report) {
    if (givenUp != null) {
      return this;
    }
    if (report instanceof WorkerProtocol.DeliverReport delivered) {
      coordinator.tell(new StepCoordinatorActor.ReportArrived(delivered.report()));
    } else if (report instanceof WorkerProtocol.StepMeasured measured) {
      notes.measured(measured);
    } else if (report instanceof WorkerProtocol.Evaluated evaluated) {
      evaluations.add(evaluated);
    } else if (report instanceof WorkerProtocol.WorkerFailed failed
        && gang.find(failed.worker()).isPresent()) {
      return onWorkerFailed(failed);
    }
    return this;
  }

  private Behavior<Command> onWorkerFailed(WorkerProtocol.WorkerFailed failed) {
    if (RunContext.isHopeless(failed.error())) {
      return end(new AttemptResult.Hopeless(failed.error().message()));
    }
    getContext().getLog().warn("Worker [{}] failed: {}", failed.worker(), failed.error().message());
    lastFailure = ": " + failed.error().message();
    return onWorkerEnded(failed.worker());
  }

  private Behavior<Command> onWorkerEnded(WorkerIncarnation worker) {
    coordinator.tell(new StepCoordinatorActor.WorkerEnded(worker));
    return notes.isBrokenWithout(worker)
        ? broken("worker [%s] ended%s".formatted(worker, lastFailure))
        : this;
  }

  private Behavior<Command> onPause() {
    pausing = true;
    if (notes.members().isEmpty()) {
      // Without a generation there is no step to lose.
      return giveUp(new AttemptResult.Paused());
    }
    coordinator.tell(StepCoordinatorActor.PauseWanted.INSTANCE);
    timers.startSingleTimer(
        PauseTimedOut.INSTANCE, run.settings().steps().patience().checkpointWithin());
    return this;
  }

  private Behavior<Command> onCoordinator(CoordinatorAction action) {
    anomalies.on(action);
    if (givenUp != null) {
      return action.isLast() ? end(givenUp) : this;
    }
    if (action instanceof CoordinatorAction.GenerationOpened opened) {
      return onGeneration(opened.row());
    }
    if (action instanceof CoordinatorAction.StepCommitted committed) {
      notes.committed(committed.step());
    } else if (action instanceof CoordinatorAction.CheckpointPublished published) {
      return afterReading(published.checkpoint(), () -> this);
    } else if (action instanceof CoordinatorAction.EvaluationDue due) {
      return afterReading(due.checkpoint(), () -> evaluate(due.step()));
    } else if (action instanceof CoordinatorAction.Diverged diverged) {
      getContext()
          .getLog()
          .error("Workers voted differently: step {}, odd {}", diverged.step(), diverged.oddOnes());
    } else if (action instanceof CoordinatorAction.SteppedDown down) {
      String reason =
          "generation [%d] has another coordinator".formatted(down.current().generation());
      return end(new AttemptResult.Broken(reason));
    } else if (action instanceof CoordinatorAction.Halted halted) {
      // A job that is paused goes on to the same anomaly when it is resumed.
      return end(new AttemptResult.Halted(halted.anomaly(), halted.reason()));
    } else if (action instanceof CoordinatorAction.Paused paused) {
      return paused.checkpoint() instanceof Stored stored
          ? afterReading(stored, () -> end(new AttemptResult.Paused()))
          : end(new AttemptResult.Paused());
    } else if (action instanceof CoordinatorAction.Completed completed) {
      if (pausing) {
        return giveUp(new AttemptResult.Paused());
      }
      long last = completed.checkpoint().step();
      return afterReading(completed.checkpoint(), () -> end(evaluations.trained(last)));
    }
    return this;
  }

  private Behavior<Command> onGeneration(RegisterRow row) {
    notes.generationOpened(row);
    evaluations.stop();
    return row.members().size() < run.specification().workers().minimum()
        ? broken("only %d workers are left%s".formatted(row.members().size(), lastFailure))
        : this;
  }

  /**
   * Does something once the job has heard of a published checkpoint, which may have been published
   * just now, or by an earlier attempt.
   */
  private Behavior<Command> afterReading(Stored stored, Supplier<Behavior<Command>> then) {
    if (notes.isTold(stored)) {
      return then.get();
    }
    getContext()
        .pipeToSelf(
            recovery.read(stored),
            (checkpoint, failure) ->
                failure == null
                    ? new CheckpointRead(checkpoint, then)
                    : new CheckpointUnreadable(PlatformError.from(failure)));
    return this;
  }

  private Behavior<Command> onCheckpoint(CheckpointRead read) {
    notes.published(read.checkpoint());
    return givenUp == null ? read.then().get() : this;
  }

  /** A generation that has ended since then asks no more; the one after it does. */
  private Behavior<Command> evaluate(GenerationStep at) {
    if (notes.isCurrent(at)) {
      notes.progress();
      evaluations.begin(at, notes.members(), notes.plan());
    }
    return this;
  }

  private Behavior<Command> onEvaluationEnded(StepEvaluation.Result result) {
    if (givenUp != null) {
      return this;
    }
    if (result instanceof StepEvaluation.Journalled journalled) {
      notes.running(journalled.at().step());
      coordinator.tell(evaluations.decide(journalled));
      return this;
    }
    StepEvaluation.TookTooLong late = (StepEvaluation.TookTooLong) result;
    return notes.isCurrent(late.at())
        ? broken("the evaluation of step %d took too long".formatted(late.at().step()))
        : this;
  }

  private Behavior<Command> broken(String reason) {
    return giveUp(new AttemptResult.Broken(reason));
  }

  /**
   * Ends once the coordinator has given its generation back, so that the next gang need not wait.
   */
  private Behavior<Command> giveUp(AttemptResult result) {
    if (!coordinator.hasBegun()) {
      return end(result);
    }
    if (givenUp == null) {
      givenUp = result;
      coordinator.tell(StepCoordinatorActor.ReleaseWanted.INSTANCE);
      timers.startSingleTimer(ReleaseTimedOut.INSTANCE, run.settings().waits().ask());
    }
    return this;
  }

  /**
   * How it would have ended means nothing where it is to pause: the next one finds it out again.
   */
  private Behavior<Command> end(AttemptResult result) {
    notes.progress();
    parent.tell(pausing ? new AttemptResult.Paused() : result);
    return Behaviors.stopped();
  }

  private Behavior<Command> onStopped() {
    gang.stop();
    return this;
  }
}
