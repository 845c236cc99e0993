package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.Fallback;
import io.sampo.node.training.step.StepCoordinator;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.Checkpoint.Stored;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One gang at work: the steps, then the evaluation of the last one. The step transaction repairs
 * what it can (a lost worker: the survivors go on in a new generation); what it cannot, or what
 * leaves fewer workers than the job wants, ends the attempt. So does a pause, as soon as a
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

  private record CheckpointRead(Checkpoint checkpoint) implements Command {}

  private record CheckpointUnreadable(PlatformError error) implements Command {}

  private enum ProgressDue implements Command {
    INSTANCE
  }

  private enum EvaluationTimedOut implements Command {
    INSTANCE
  }

  private enum PauseTimedOut implements Command {
    INSTANCE
  }

  private enum ReleaseTimedOut implements Command {
    INSTANCE
  }

  /** How the attempt ended. */
  sealed interface Result {}

  /**
   * @param evaluation null where the job has no held-out data
   */
  record Trained(Checkpoint checkpoint, Evaluation evaluation) implements Result {}

  /** It was told to; another gang goes on from the newest checkpoint. */
  record Paused() implements Result {}

  /** No other gang would do better, and this one did what it should. */
  record Halted(Anomaly anomaly, String reason) implements Result {}

  /** Another gang may do better. */
  record Broken(String reason) implements Result {}

  /** No other gang would do better. */
  record Hopeless(String reason) implements Result {}

  private final RunContext run;
  private final JobInputs inputs;
  private final Gang gang;
  private final ActorRef<Result> parent;
  private final TimerScheduler<Command> timers;
  private final ProgressTracker tracker;
  private final AnomalyNotes anomalies;
  private final InstantSource monotonic = () -> Instant.EPOCH.plusNanos(System.nanoTime());
  private ActorRef<StepCoordinatorActor.Command> coordinator;
  private StepPlan plan;
  private List<WorkerIncarnation> members = List.of();
  private JobProgress told = JobProgress.NONE;
  private boolean stepsDone;
  private Checkpoint newest;
  private EvaluationTally tally;
  private String lastFailure = "";
  private boolean pausing;
  private Result givenUp;
  private OptionalLong pausedAt = OptionalLong.empty();
  private boolean over;

  static Behavior<Command> create(
      RunContext run, JobInputs inputs, Gang gang, ActorRef<Result> parent) {
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
      ActorRef<Result> parent) {
    super(context);
    context.setLoggerName(TrainingAttempt.class);
    this.timers = timers;
    this.run = run;
    this.inputs = inputs;
    this.gang = gang;
    this.parent = requireNonNull(parent, "parent is null");
    this.plan = inputs.plan(run.specification());
    this.tracker = new ProgressTracker(plan);
    this.anomalies = new AnomalyNotes(run);
    gang.members()
        .forEach(member -> context.watchWith(member.reference(), new WorkerEnded(member.worker())));
    context.pipeToSelf(
        new CheckpointRecovery(run, context.getSystem()).fallback(),
        (found, failure) -> new CheckpointChecked(found == null ? Optional.empty() : found));
    timers.startTimerWithFixedDelay(ProgressDue.INSTANCE, run.settings().waits().progress());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(WorkerTold.class, told -> onReport(told.report()))
        .onMessage(Pause.class, pause -> onPause())
        .onMessage(PauseTimedOut.class, timedOut -> giveUp(new Paused()))
        .onMessage(ReleaseTimedOut.class, timedOut -> end(givenUp))
        .onMessage(CoordinatorTold.class, told -> onCoordinator(told.action()))
        .onMessage(WorkerEnded.class, ended -> onWorkerEnded(ended.worker()))
        .onMessage(CheckpointChecked.class, this::onChecked)
        .onMessage(CheckpointRead.class, read -> onCheckpoint(read.checkpoint()))
        .onMessage(CheckpointUnreadable.class, unreadable -> broken(unreadable.error().message()))
        .onMessage(ProgressDue.class, due -> onProgressDue())
        .onMessage(
            EvaluationTimedOut.class,
            timedOut -> broken("Expected an evaluation in time, but workers were silent"))
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  /** Nobody knows a coordinator before: workers wait for its introduction. */
  private Behavior<Command> onChecked(CheckpointChecked checked) {
    coordinator =
        getContext()
            .spawn(
                StepCoordinatorActor.create(
                    gang,
                    self -> transaction(self, checked.fallback()),
                    run.environment().register(),
                    monotonic,
                    getContext().messageAdapter(CoordinatorAction.class, CoordinatorTold::new)),
                "coordinator");
    return this;
  }

  private StepCoordinator transaction(CoordinatorIncarnation self, Optional<Fallback> fallback) {
    StepCoordinator transaction =
        new StepCoordinator(
            run.id(),
            self,
            inputs.plan(run.specification()),
            run.settings().stepsFor(gang.members().size()),
            run.specification().anomalies());
    fallback.ifPresent(transaction::fallBackTo);
    return transaction;
  }

  private Behavior<Command> onReport(Report report) {
    if (givenUp != null) {
      return this;
    }
    if (report instanceof WorkerProtocol.DeliverReport delivered && coordinator != null) {
      coordinator.tell(new StepCoordinatorActor.ReportArrived(delivered.report()));
    } else if (report instanceof WorkerProtocol.StepMeasured measured) {
      tracker.measured(measured.lossSum(), measured.samples());
    } else if (report instanceof WorkerProtocol.Evaluated evaluated && tally != null) {
      tally.add(evaluated);
      return tally.isComplete() ? end(new Trained(newest, tally.evaluation())) : this;
    } else if (report instanceof WorkerProtocol.WorkerFailed failed
        && gang.find(failed.worker()).isPresent()) {
      return onWorkerFailed(failed);
    }
    return this;
  }

  private Behavior<Command> onWorkerFailed(WorkerProtocol.WorkerFailed failed) {
    if (RunContext.isHopeless(failed.error())) {
      return end(new Hopeless(failed.error().message()));
    }
    getContext().getLog().warn("Worker [{}] failed: {}", failed.worker(), failed.error().message());
    lastFailure = ": " + failed.error().message();
    return onWorkerEnded(failed.worker());
  }

  private Behavior<Command> onWorkerEnded(WorkerIncarnation worker) {
    if (coordinator != null) {
      coordinator.tell(new StepCoordinatorActor.WorkerEnded(worker));
    }
    if (tally != null && tally.parts().containsKey(worker)) {
      return broken("worker [%s] ended during the evaluation".formatted(worker));
    }
    boolean isLast =
        members.size() <= run.specification().workers().minimum() && members.contains(worker);
    // Before the first generation nobody can repair either.
    return isLast || members.isEmpty()
        ? broken("worker [%s] ended%s".formatted(worker, lastFailure))
        : this;
  }

  private Behavior<Command> onPause() {
    // Without a generation there is no step to lose; behind the last step it is published already.
    pausing = true;
    if (members.isEmpty() || stepsDone) {
      return giveUp(new Paused());
    }
    coordinator.tell(StepCoordinatorActor.PauseWanted.INSTANCE);
    timers.startSingleTimer(
        PauseTimedOut.INSTANCE, run.settings().steps().patience().checkpointWithin());
    return this;
  }

  private Behavior<Command> onCoordinator(CoordinatorAction action) {
    anomalies.on(action);
    if (givenUp != null) {
      return isLastWord(action) ? end(givenUp) : this;
    }
    if (action instanceof CoordinatorAction.GenerationOpened opened) {
      return onGeneration(opened.row());
    }
    if (action instanceof CoordinatorAction.StepCommitted committed) {
      tracker.committed(committed.step().step(), monotonic.instant());
    } else if (action instanceof CoordinatorAction.CheckpointPublished published) {
      readCheckpoint(published.checkpoint());
    } else if (action instanceof CoordinatorAction.Diverged diverged) {
      getContext()
          .getLog()
          .error("Workers voted differently: step {}, odd {}", diverged.step(), diverged.oddOnes());
    } else if (action instanceof CoordinatorAction.SteppedDown down) {
      String reason =
          "generation [%d] has another coordinator".formatted(down.current().generation());
      return end(new Broken(reason));
    } else if (action instanceof CoordinatorAction.Halted halted) {
      return end(new Halted(halted.anomaly(), halted.reason()));
    } else if (action instanceof CoordinatorAction.Paused paused) {
      return onPaused(paused);
    } else if (action instanceof CoordinatorAction.Completed completed) {
      stepsDone = true;
      // Published by an earlier attempt, perhaps: then nobody has read it here.
      readCheckpoint(completed.checkpoint());
    }
    return this;
  }

  private static boolean isLastWord(CoordinatorAction action) {
    return action instanceof CoordinatorAction.Released
        || action instanceof CoordinatorAction.SteppedDown
        || action instanceof CoordinatorAction.Paused
        || action instanceof CoordinatorAction.Halted;
  }

  private Behavior<Command> onPaused(CoordinatorAction.Paused paused) {
    if (paused.checkpoint() instanceof Stored stored) {
      pausedAt = OptionalLong.of(stored.step());
      // The job may not have heard of it: it may have been published just now.
      readCheckpoint(stored);
      return this;
    }
    return end(new Paused());
  }

  private Behavior<Command> onGeneration(RegisterRow row) {
    members = row.members();
    plan = inputs.plan(run.specification()).behind(row.rollBacks());
    tracker.beginAfter(plan, row.base().step(), monotonic.instant());
    run.note(
        new JobEvent.GenerationStarted(
            row.generation(), gang.nodes(members), row.base().step(), run.now()));
    run.note(
        JobState.RUNNING,
        "Generation %d with %d workers from step %d"
            .formatted(row.generation(), members.size(), row.base().step()));
    if (members.size() < run.specification().workers().minimum()) {
      return broken("only %d workers are left%s".formatted(members.size(), lastFailure));
    }
    return this;
  }

  private void readCheckpoint(Stored stored) {
    Executor blocking =
        getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> run.environment().checkpoints().read(stored.artifact()), blocking),
            (checkpoint, failure) ->
                failure == null
                    ? new CheckpointRead(checkpoint)
                    : new CheckpointUnreadable(PlatformError.from(failure)));
  }

  private Behavior<Command> onCheckpoint(Checkpoint checkpoint) {
    if (newest == null || checkpoint.step() > newest.step()) {
      newest = checkpoint;
      run.note(new JobEvent.CheckpointTaken(checkpoint, run.now()));
    }
    if (pausedAt.equals(OptionalLong.of(checkpoint.step()))) {
      onProgressDue();
      return end(new Paused());
    }
    boolean isLast = stepsDone && tally == null && checkpoint.step() == plan.lastStep();
    if (!isLast || givenUp != null) {
      return this;
    }
    if (pausing) {
      return giveUp(new Paused());
    }
    onProgressDue();
    return inputs.evaluation() == null ? end(new Trained(checkpoint, null)) : evaluate(checkpoint);
  }

  private Behavior<Command> evaluate(Checkpoint checkpoint) {
    long samples = inputs.evaluation().samples();
    tally = new EvaluationTally(checkpoint.step(), samples, members);
    run.note(JobState.EVALUATING, "Evaluating on %d held-out samples".formatted(samples));
    tally
        .parts()
        .forEach(
            (worker, part) -> gang.find(worker).ifPresent(member -> member.reference().tell(part)));
    timers.startSingleTimer(EvaluationTimedOut.INSTANCE, run.settings().waits().evaluate());
    return this;
  }

  private Behavior<Command> onProgressDue() {
    JobProgress now = tracker.progress();
    if (!members.isEmpty() && !now.equals(told)) {
      told = now;
      run.note(now);
    }
    return this;
  }

  private Behavior<Command> broken(String reason) {
    return giveUp(new Broken(reason));
  }

  /**
   * Ends once the coordinator has given its generation back, so that the next gang need not wait.
   */
  private Behavior<Command> giveUp(Result result) {
    if (coordinator == null) {
      return end(result);
    }
    if (givenUp == null) {
      givenUp = result;
      coordinator.tell(StepCoordinatorActor.ReleaseWanted.INSTANCE);
      timers.startSingleTimer(ReleaseTimedOut.INSTANCE, run.settings().waits().ask());
    }
    return this;
  }

  private Behavior<Command> end(Result result) {
    if (!over) {
      over = true;
      // How a run ends that is to pause means nothing: the next one comes to the same end.
      parent.tell(pausing ? new Paused() : result);
    }
    return Behaviors.stopped();
  }

  private Behavior<Command> onStopped() {
    gang.stop();
    return this;
  }
}
