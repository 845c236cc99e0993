package io.sampo.node.training.job;

import io.sampo.node.training.job.GangStarter.GangFailed;
import io.sampo.node.training.job.GangStarter.GangReady;
import io.sampo.node.training.job.GangStarter.GangWaiting;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.WorkerSpecification;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One run of a job on this node, from its journalled state to its end; a child of the entity, which
 * writes down what it is told. Phases: find what the names stand for, gather a gang, train,
 * promote. A gang that breaks is stopped, and another one begins from the last published
 * checkpoint, a bounded number of times. What the run started stops with it.
 */
final class TrainingRun {

  /** What the run understands. */
  sealed interface Command {}

  private record InputsResolved(Outcome<JobInputs> inputs) implements Command {}

  private record GangTold(GangStarter.Result result) implements Command {}

  private record WorkerTold(Report report) implements Command {}

  private record AttemptEnded(TrainingAttempt.Result result) implements Command {}

  /** A child is gone; if it has told its result, that came first and this means nothing. */
  private record ChildEnded(ActorRef<?> child) implements Command {}

  private record PromotionAnswered(Outcome<ModelVersion> version) implements Command {}

  private enum TryAgain implements Command {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RunContext run;
  private final ActorRef<Report> reports;
  private JobInputs inputs;
  private int restarts;
  private int promotionAttempts;

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

  // What the names stand for

  private Behavior<Command> resolving() {
    resolve();
    return Behaviors.receive(Command.class)
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
          : afterEvaluation(run.begin().evaluation(), run.begin().checkpoint());
    }
    PlatformError error = resolved.inputs().refusal();
    if (RunContext.isHopeless(error)) {
      run.fail(error.message());
      return ended();
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
            new GangPlacement(
                run.specification().workers(), inputs.workerBytes(run.specification())),
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
    return Behaviors.receive(Command.class)
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
        inputs.model().signature(),
        null,
        inputs.dataset().specification(),
        inputs.evaluation() == null ? null : inputs.evaluation().specification(),
        gangSize,
        token,
        inputs.workerBytes(run.specification()));
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
    return restarts == 0 ? JobState.QUEUED : JobState.RECOVERING;
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
    if (result instanceof TrainingAttempt.Broken broken) {
      return restart(broken.reason());
    }
    if (result instanceof TrainingAttempt.Hopeless hopeless) {
      return failed(hopeless.reason());
    }
    TrainingAttempt.Trained trained = (TrainingAttempt.Trained) result;
    if (trained.evaluation() == null) {
      return complete("Trained to the last step");
    }
    run.note(new JobEvent.JobEvaluated(trained.evaluation(), run.now()));
    return afterEvaluation(trained.evaluation(), trained.checkpoint());
  }

  /** A child that fails without a word must not leave the job waiting for one. */
  private Behavior<Command> onChildEnded(ChildEnded ended, ActorRef<?> current) {
    return ended.child().equals(current)
        ? restart("what ran it on node [%s] failed".formatted(context.getSystem().address()))
        : Behaviors.same();
  }

  private Behavior<Command> restart(String reason) {
    restarts++;
    if (restarts > run.settings().maximumRestarts()) {
      return failed(
          "Expected to train to the end with at most %d restarts, but %s"
              .formatted(run.settings().maximumRestarts(), reason));
    }
    context.getLog().warn("Job [{}] begins anew from its last checkpoint: {}", run.id(), reason);
    run.note(JobState.RECOVERING, reason);
    tryAgainLater();
    return Behaviors.receive(Command.class)
        .onMessage(TryAgain.class, again -> gathering())
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  // Promotion

  private Behavior<Command> afterEvaluation(Evaluation evaluation, Checkpoint checkpoint) {
    Promotion promotion = run.specification().promotion();
    String accuracy = String.format(Locale.ROOT, "%.4f", evaluation.accuracy());
    if (promotion == null) {
      return complete("Trained to the last step; accuracy " + accuracy);
    }
    if (evaluation.accuracy() < promotion.minimumAccuracy()) {
      return complete(
          "Not promoted: expected an accuracy of at least %s, but was %s"
              .formatted(promotion.minimumAccuracy(), accuracy));
    }
    if (run.begin().promoted() != null) {
      return complete("Promoted to [%s]".formatted(run.begin().promoted()));
    }
    return promoting(promotion, Optional.ofNullable(checkpoint).orElseThrow());
  }

  private Behavior<Command> promoting(Promotion promotion, Checkpoint checkpoint) {
    promote(promotion, checkpoint);
    return Behaviors.receive(Command.class)
        .onMessage(PromotionAnswered.class, answered -> onPromotion(answered.version()))
        .onMessage(
            TryAgain.class,
            again -> {
              promote(promotion, checkpoint);
              return Behaviors.same();
            })
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private void promote(Promotion promotion, Checkpoint checkpoint) {
    promotionAttempts++;
    context.pipeToSelf(
        new Promoter(run.neighbours(), run.id())
            .promote(promotion.model(), checkpoint, inputs.model().signature(), run.now()),
        (version, failure) ->
            new PromotionAnswered(
                failure == null ? version : Outcome.refused(PlatformError.from(failure))));
  }

  private Behavior<Command> onPromotion(Outcome<ModelVersion> version) {
    if (!version.isRefused()) {
      run.note(new JobEvent.JobPromoted(version.value(), run.now()));
      return complete("Promoted to [%s]".formatted(version.value()));
    }
    PlatformError error = version.refusal();
    if (RunContext.isHopeless(error) || promotionAttempts > run.settings().maximumRestarts()) {
      return failed("Trained, but could not be promoted: " + error.message());
    }
    return tryAgainLater();
  }

  // The end

  private Behavior<Command> complete(String message) {
    run.entity().tell(new RunNote.CompletionNoted(message, run.now()));
    return ended();
  }

  private Behavior<Command> failed(String message) {
    run.fail(message);
    return ended();
  }

  /** The entity stops the run as soon as it has written that down. */
  private Behavior<Command> ended() {
    return Behaviors.ignore();
  }

  private Behavior<Command> tryAgainLater() {
    timers.startSingleTimer(TryAgain.INSTANCE, run.settings().waits().retry());
    return Behaviors.same();
  }
}
