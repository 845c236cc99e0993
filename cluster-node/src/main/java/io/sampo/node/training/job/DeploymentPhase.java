package io.sampo.node.training.job;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What follows the {@link PromotionPhase} of a job that deploys what it promotes: orders the
 * deployment of the promoted version, waits until the version has been found fit, and with it the
 * order carried out, and ends the run. The order is the model's from its first answer on: a check
 * that takes too long only ends the wait, not the order. Ordering again, after a move of the job,
 * does nothing to a deployment that somebody has changed since.
 */
final class DeploymentPhase {
  private record DeploymentAnswered(Outcome<ModelSummary> model) implements TrainingRun.Command {}

  private enum Overdue implements TrainingRun.Command {
    INSTANCE
  }

  private final ActorContext<TrainingRun.Command> context;
  private final TimerScheduler<TrainingRun.Command> timers;
  private final RunContext run;
  private final ModelVersion version;
  private int refusals;

  /**
   * @param version the promoted one
   */
  DeploymentPhase(
      ActorContext<TrainingRun.Command> context,
      TimerScheduler<TrainingRun.Command> timers,
      RunContext run,
      ModelVersion version) {
    this.context = context;
    this.timers = timers;
    this.run = run;
    this.version = version;
  }

  Behavior<TrainingRun.Command> begin() {
    order();
    timers.startSingleTimer(Overdue.INSTANCE, run.settings().waits().load());
    return TrainingRun.phase()
        .onMessage(DeploymentAnswered.class, answered -> onAnswer(answered.model()))
        .onMessage(TrainingRun.TryAgain.class, again -> orderAgain())
        .onMessage(Overdue.class, overdue -> onOverdue())
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private void order() {
    context.pipeToSelf(
        run.neighbours().deployVersion(version, run.now()),
        (model, failure) ->
            new DeploymentAnswered(
                failure == null ? model : Outcome.refused(PlatformError.from(failure))));
  }

  private Behavior<TrainingRun.Command> orderAgain() {
    order();
    return Behaviors.same();
  }

  private Behavior<TrainingRun.Command> onAnswer(Outcome<ModelSummary> model) {
    if (model.isRefused()) {
      return onRefusal(model.refusal());
    }
    VersionState state =
        model.value().version(version.version()).map(VersionSummary::state).orElse(null);
    if (state == VersionState.AVAILABLE) {
      return onAvailable(model.value());
    }
    run.note(
        JobState.EVALUATING,
        "Promoted to [%s], which is loaded once before it is deployed%s"
            .formatted(version, reasons(model.value())));
    return tryAgainLater();
  }

  private static String reasons(ModelSummary model) {
    return model.placementReasons().isEmpty()
        ? ""
        : ": " + String.join("; ", model.placementReasons());
  }

  private Behavior<TrainingRun.Command> onAvailable(ModelSummary model) {
    if (model.deployment().weights().getOrDefault(version.version(), 0) == 0) {
      return complete(
          "Promoted to [%s]; somebody has changed the deployment since".formatted(version));
    }
    if (run.begin().deployedAt() == null) {
      run.note(new JobEvent.JobDeployed(run.now()));
    }
    return complete("Promoted to [%s], deployed".formatted(version));
  }

  private Behavior<TrainingRun.Command> onRefusal(PlatformError error) {
    refusals++;
    if (RunContext.isHopeless(error) || refusals > run.settings().failures().maximum()) {
      run.fail(
          "Promoted to [%s], but it could not be deployed: %s".formatted(version, error.message()));
      return TrainingRun.ended();
    }
    return tryAgainLater();
  }

  private Behavior<TrainingRun.Command> onOverdue() {
    return complete(
        "Promoted to [%s], which is deployed as soon as it can be loaded".formatted(version));
  }

  private Behavior<TrainingRun.Command> tryAgainLater() {
    timers.startSingleTimer(TrainingRun.TryAgain.INSTANCE, run.settings().waits().retry());
    return Behaviors.same();
  }

  private Behavior<TrainingRun.Command> complete(String message) {
    run.complete(message);
    return TrainingRun.ended();
  }
}
