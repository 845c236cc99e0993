package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingEnd;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import io.sampo.protocol.training.step.GenerationStep;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The evaluations of one attempt, one at a time and in the generation of the day, and what follows
 * from what the journal knows of them. Runs in the thread of the attempt; not thread-safe.
 */
final class AttemptEvaluations {
  private final ActorContext<?> attempt;
  private final RunContext run;
  private final JobInputs inputs;
  private final Gang gang;
  private final ActorRef<StepEvaluation.Result> results;
  private ActorRef<StepEvaluation.Command> current;
  private long lastStep;
  private JobSummary journalled;
  private Optional<String> early = Optional.empty();

  /**
   * @param results told how each evaluation ended, unless it was stopped
   */
  AttemptEvaluations(
      ActorContext<?> attempt,
      RunContext run,
      JobInputs inputs,
      Gang gang,
      ActorRef<StepEvaluation.Result> results) {
    this.attempt = attempt;
    this.run = requireNonNull(run, "run is null");
    this.inputs = requireNonNull(inputs, "inputs is null");
    this.gang = requireNonNull(gang, "gang is null");
    this.results = requireNonNull(results, "results is null");
    this.journalled = run.begin();
  }

  /**
   * Begins the evaluation of a step behind which these members hold.
   *
   * @param members in rank order
   * @param plan of their generation
   */
  void begin(GenerationStep at, List<WorkerIncarnation> members, StepPlan plan) {
    stop();
    lastStep = plan.lastStep();
    current =
        attempt.spawnAnonymous(
            StepEvaluation.create(run, gang, at, inputs.evaluation().samples(), members, results));
  }

  /** The members that were asked are no longer those of the generation. */
  void stop() {
    if (current != null) {
      attempt.stop(current);
      current = null;
    }
  }

  void add(Evaluated part) {
    if (current != null) {
      current.tell(new StepEvaluation.PartEvaluated(part));
    }
  }

  /** What the journal says about going on behind that step. */
  StepCoordinatorActor.Command decide(StepEvaluation.Journalled told) {
    long step = told.at().step();
    current = null;
    journalled = told.job();
    early =
        step == lastStep
            ? Optional.empty()
            : EarlyStop.reason(
                run.specification().evaluation().earlyStopping(), journalled.evaluations().curve());
    return early.isPresent()
        ? new StepCoordinatorActor.EndHere(step)
        : new StepCoordinatorActor.GoOn(step);
  }

  /** What it means that the steps ended there. */
  AttemptResult.Trained trained(long step) {
    return new AttemptResult.Trained(new TrainingEnd(step, early.orElse(null)), journalled);
  }
}
