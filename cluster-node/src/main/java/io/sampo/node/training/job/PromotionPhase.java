package io.sampo.node.training.job;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.Promotion;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The last phase of a {@link TrainingRun}: makes the trained module a version of a model if the job
 * wants that and the evaluation allows it, and ends the run, unless a {@link DeploymentPhase}
 * follows. A model that does not answer is asked again, a bounded number of times.
 */
final class PromotionPhase {
  private record PromotionAnswered(Outcome<ModelVersion> version) implements TrainingRun.Command {}

  private final ActorContext<TrainingRun.Command> context;
  private final TimerScheduler<TrainingRun.Command> timers;
  private final RunContext run;
  private final Signature signature;
  private int attempts;

  /**
   * @param signature under which what was trained is to be served
   */
  PromotionPhase(
      ActorContext<TrainingRun.Command> context,
      TimerScheduler<TrainingRun.Command> timers,
      RunContext run,
      Signature signature) {
    this.context = context;
    this.timers = timers;
    this.run = run;
    this.signature = signature;
  }

  /**
   * @param checkpoint of the last step; null only where nothing is to be promoted
   */
  Behavior<TrainingRun.Command> begin(Evaluation evaluation, Checkpoint checkpoint) {
    Promotion promotion = run.specification().promotion();
    if (promotion == null) {
      Metric metric = Metric.first(run.specification().loss());
      return complete("Trained to the last step; " + measured(evaluation, metric));
    }
    if (!promotion.rule().isMetBy(evaluation)) {
      return complete(
          "Not promoted: expected %s, but measured %s"
              .formatted(promotion.rule(), measured(evaluation, promotion.rule().metric())));
    }
    if (run.begin().promoted() != null) {
      return promoted(run.begin().promoted());
    }
    return promoting(promotion, Optional.ofNullable(checkpoint).orElseThrow());
  }

  private static String measured(Evaluation evaluation, Metric metric) {
    return String.format(Locale.ROOT, "%s %.4g", metric, evaluation.measured(metric));
  }

  private Behavior<TrainingRun.Command> promoting(Promotion promotion, Checkpoint checkpoint) {
    promote(promotion, checkpoint);
    return TrainingRun.phase()
        .onMessage(PromotionAnswered.class, answered -> onAnswer(answered.version()))
        .onMessage(
            TrainingRun.TryAgain.class,
            again -> {
              promote(promotion, checkpoint);
              return Behaviors.same();
            })
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private void promote(Promotion promotion, Checkpoint checkpoint) {
    attempts++;
    context.pipeToSelf(
        new Promoter(run.neighbours(), run.id())
            .promote(promotion.model(), checkpoint, signature, run.now()),
        (version, failure) ->
            new PromotionAnswered(
                failure == null ? version : Outcome.refused(PlatformError.from(failure))));
  }

  private Behavior<TrainingRun.Command> onAnswer(Outcome<ModelVersion> version) {
    if (!version.isRefused()) {
      run.note(new JobEvent.JobPromoted(version.value(), run.now()));
      return promoted(version.value());
    }
    PlatformError error = version.refusal();
    if (RunContext.isHopeless(error) || attempts > run.settings().failures().maximum()) {
      run.fail("Trained, but could not be promoted: " + error.message());
      return TrainingRun.ended();
    }
    timers.startSingleTimer(TrainingRun.TryAgain.INSTANCE, run.settings().waits().retry());
    return Behaviors.same();
  }

  private Behavior<TrainingRun.Command> promoted(ModelVersion version) {
    return run.specification().promotion().deploy()
        ? new DeploymentPhase(context, timers, run, version).begin()
        : complete("Promoted to [%s]".formatted(version));
  }

  private Behavior<TrainingRun.Command> complete(String message) {
    run.complete(message);
    return TrainingRun.ended();
  }
}
