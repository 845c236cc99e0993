package io.sampo.node.training.job;

import io.sampo.node.training.job.GangStarter.GangFailed;
import io.sampo.node.training.job.GangStarter.GangReady;
import io.sampo.node.training.job.GangStarter.GangWaiting;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.WorkerSpecification;
import java.time.Instant;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One run of a job on this node, from its journalled state to its end; a child of the entity, which
 * writes down what it is told. A gang that breaks is stopped, and another one begins from the last
 * published checkpoint, for as long as the entity allows it. What the run started stops with it.
 *
 * <pre>
 * phase      what happened                  next phase
 * resolving  the names stand for something  gathering (promoting, if evaluated before)
 * resolving  they cannot be asked now       resolving, later
 * gathering  the gang is ready              training
 * gathering  no room                        gathering
 * training   halted by an anomaly           ended
 * training   trained and evaluated          promoting
 * training   the gang broke                 waiting; the entity may end the run
 * waiting    some time later                gathering
 * promoting  promoted, or not to be         ended, until the entity stops the run
 * promoting  promoted, to be deployed       deploying
 * deploying  deployed, or waits too long    ended
 * training   Pause                          training until a checkpoint is published, then gone
 * any other  Pause                          gone
 * any        nothing will ever help         ended
 * </pre>
 */
final class TrainingRun {

  /** What the run understands. */
  interface Command {}

  /** End soon, and lose no step if that is possible; the entity sees the run stop. */
  enum Pause implements Command {
    INSTANCE
  }

  private record InputsResolved(Outcome<JobInputs> inputs) implements Command {}

  private record GangTold(GangStarter.Result result) implements Command {}

  private record WorkerTold(Report report) implements Command {}

  private record AttemptEnded(TrainingAttempt.Result result) implements Command {}

  /** A child is gone; if it has told its result, that came first and this means nothing. */
  private record ChildEnded(ActorRef<?> child) implements Command {}

  enum TryAgain implements Command {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RunContext run;
  private final ActorRef<Report> reports;
  private JobInputs inputs;
  private boolean recovering;

  static Behavior<Command> create(RunContext run) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new TrainingRun(context, timers, run).resolving()));
  }

  private TrainingRun(
      ActorContext<Command> context, TimerScheduler<Command> timers, RunContext run) {
    this.context = context;
    this.timers = timers;
    this.run = run;
    this.reports = context.messageAdapter(Report.class, WorkerTold::new);
  }

  /** What every phase understands but the one that has something to lose. */
  static BehaviorBuilder<Command> phase() {
    return Behaviors.receive(Command.class).onMessage(Pause.class, pause -> Behaviors.stopped());
  }

  /** The entity stops the run as soon as it has written down how it ended. */
  static Behavior<Command> ended() {
    return phase().onAnyMessage(late -> Behaviors.same()).build();
  }

  // What the names stand for

  private Behavior<Command> resolving() {
    resolve();
    return phase()
        .onMessage(InputsResolved.class, this::onInputs)
        .onMessage(
            TryAgain.class,
            again -> {
              resolve();
              return Behaviors.same();
            })
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private void resolve() {
    context.pipeToSelf(
        new InputsResolver(run.neighbours()).resolve(run.specification()),
        (resolved, failure) ->
            new InputsResolved(
                failure == null ? resolved : Outcome.refused(PlatformError.from(failure))));
  }

  private Behavior<Command> onInputs(InputsResolved resolved) {
    if (!resolved.inputs().isRefused()) {
      inputs = resolved.inputs().value();
      noteJournalledProgress();
      return run.begin().evaluation() == null
          ? gathering()
          : promoting(run.begin().evaluation(), run.begin().checkpoint());
    }
    PlatformError error = resolved.inputs().refusal();
    if (RunContext.isHopeless(error)) {
      return failed(error.message());
    }
    run.note(JobState.QUEUED, error.message());
    return tryAgainLater();
  }

  /** Where an earlier run of this job had come for certain. */
  private void noteJournalledProgress() {
    if (run.begin().checkpoint() != null) {
      ProgressTracker tracker = new ProgressTracker(inputs.plan(run.specification()));
      tracker.beginAfter(run.begin().checkpoint().step(), Instant.EPOCH);
      run.note(tracker.progress());
    }
  }

  // A gang

  private Behavior<Command> gathering() {
    String token = UUID.randomUUID().toString();
    GangStarter.Order order =
        new GangStarter.Order(
            new GangPlacement(run.specification().workers(), workerBytes()),
            (worker, gangSize) -> worker(worker, gangSize, token),
            reports);
    ActorRef<GangStarter.Command> starter =
        context.spawnAnonymous(
            GangStarter.create(
                order,
                run.environment().devices(),
                run.settings().waits(),
                context.messageAdapter(GangStarter.Result.class, GangTold::new)));
    context.watchWith(starter, new ChildEnded(starter));
    run.note(waitingState(), "Looking for workers");
    return phase()
        .onMessage(GangTold.class, this::onGang)
        .onMessage(ChildEnded.class, ended -> onChildEnded(ended, starter))
        .onMessage(
            WorkerTold.class,
            told -> {
              starter.tell(new GangStarter.WorkerReported(told.report()));
              return Behaviors.same();
            })
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private WorkerSpecification worker(WorkerIncarnation worker, int gangSize, String token) {
    return new WorkerSpecification(
        run.id(),
        worker,
        run.specification(),
        inputs.model().artifact(),
        inputs.module(),
        null,
        inputs.dataset().planned(),
        inputs.evaluation() == null ? null : inputs.evaluation().planned(),
        gangSize,
        token,
        workerBytes());
  }

  private long workerBytes() {
    return inputs.workerBytes(run.specification(), run.settings().microBatch());
  }

  private Behavior<Command> onGang(GangTold told) {
    if (told.result() instanceof GangReady ready) {
      return training(ready.gang());
    }
    if (told.result() instanceof GangFailed failed) {
      return RunContext.isHopeless(failed.error())
          ? failed(failed.error().message())
          : restart(failed.error().message());
    }
    if (told.result() instanceof GangWaiting waiting) {
      run.note(waitingState(), waiting.reason());
    }
    return Behaviors.same();
  }

  private JobState waitingState() {
    return recovering ? JobState.RECOVERING : JobState.QUEUED;
  }

  // Steps

  private Behavior<Command> training(Gang gang) {
    run.note(JobState.STARTING, "%d workers are ready".formatted(gang.members().size()));
    ActorRef<TrainingAttempt.Command> attempt =
        context.spawnAnonymous(
            TrainingAttempt.create(
                run,
                inputs,
                gang,
                context.messageAdapter(TrainingAttempt.Result.class, AttemptEnded::new)));
    context.watchWith(attempt, new ChildEnded(attempt));
    return Behaviors.receive(Command.class)
        .onMessage(
            Pause.class,
            pause -> {
              attempt.tell(TrainingAttempt.Pause.INSTANCE);
              return Behaviors.same();
            })
        .onMessage(ChildEnded.class, ended -> onChildEnded(ended, attempt))
        .onMessage(
            WorkerTold.class,
            told -> {
              attempt.tell(new TrainingAttempt.WorkerTold(told.report()));
              return Behaviors.same();
            })
        .onMessage(AttemptEnded.class, ended -> onAttemptEnded(ended.result()))
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private Behavior<Command> onAttemptEnded(TrainingAttempt.Result result) {
    if (result instanceof TrainingAttempt.Paused) {
      return Behaviors.stopped();
    }
    if (result instanceof TrainingAttempt.Broken broken) {
      return restart(broken.reason());
    }
    if (result instanceof TrainingAttempt.Hopeless hopeless) {
      return failed(hopeless.reason());
    }
    if (result instanceof TrainingAttempt.Halted halted) {
      run.halt(halted.anomaly(), halted.reason());
      return ended();
    }
    TrainingAttempt.Trained trained = (TrainingAttempt.Trained) result;
    if (trained.evaluation() == null) {
      run.complete("Trained to the last step");
      return ended();
    }
    run.note(new JobEvent.JobEvaluated(trained.evaluation(), run.now()));
    return promoting(trained.evaluation(), trained.checkpoint());
  }

  /** A child that fails without a word must not leave the job waiting for one. */
  private Behavior<Command> onChildEnded(ChildEnded ended, ActorRef<?> current) {
    return ended.child().equals(current)
        ? restart("what ran it on node [%s] failed".formatted(context.getSystem().address()))
        : Behaviors.same();
  }

  private Behavior<Command> restart(String reason) {
    context.getLog().warn("Job [{}] begins anew from its last checkpoint: {}", run.id(), reason);
    recovering = true;
    run.noteFailure(reason);
    run.note(JobState.RECOVERING, reason);
    tryAgainLater();
    return phase()
        .onMessage(TryAgain.class, again -> gathering())
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private Behavior<Command> promoting(Evaluation evaluation, Checkpoint checkpoint) {
    return new PromotionPhase(context, timers, run, inputs.trainedSignature())
        .begin(evaluation, checkpoint);
  }

  private Behavior<Command> failed(String message) {
    run.fail(message);
    return ended();
  }

  private Behavior<Command> tryAgainLater() {
    timers.startSingleTimer(TryAgain.INSTANCE, run.settings().waits().retry());
    return Behaviors.same();
  }
}
