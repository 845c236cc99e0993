package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import io.sampo.protocol.training.step.GenerationStep;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One evaluation of a published step by the members that hold there, once for the journal: nothing
 * is measured that it knows already, and nobody hears of a result that it does not know. Says how
 * it ended to the {@link TrainingAttempt} that it is a child of, and stops. Whatever is not
 * answered, is asked again until the evaluation has taken too long.
 */
final class StepEvaluation extends AbstractBehavior<StepEvaluation.Command> {

  /** What the evaluation understands. */
  sealed interface Command {}

  /** A worker has measured its part. */
  record PartEvaluated(Evaluated part) implements Command {}

  private record JournalTold(JobSummary job) implements Command {}

  private enum AskAgain implements Command {
    INSTANCE
  }

  private enum TimedOut implements Command {
    INSTANCE
  }

  /** How it ended. */
  sealed interface Result {}

  /**
   * @param job with the evaluation of that step, and all of it journalled
   */
  record Journalled(GenerationStep at, JobSummary job) implements Result {}

  record TookTooLong(GenerationStep at) implements Result {}

  private final RunContext run;
  private final Gang gang;
  private final EvaluationTally tally;
  private final ActorRef<Result> parent;
  private final ActorRef<JobSummary> journal;
  private boolean unknown;
  private Evaluation result;

  /**
   * @param samples of the held-out data
   * @param members of the generation, in rank order
   */
  static Behavior<Command> create(
      RunContext run,
      Gang gang,
      GenerationStep at,
      long samples,
      List<WorkerIncarnation> members,
      ActorRef<Result> parent) {
    EvaluationTally tally = new EvaluationTally(at, samples, members);
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new StepEvaluation(context, timers, run, gang, tally, parent)));
  }

  private StepEvaluation(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RunContext run,
      Gang gang,
      EvaluationTally tally,
      ActorRef<Result> parent) {
    super(context);
    this.run = run;
    this.gang = gang;
    this.tally = tally;
    this.parent = requireNonNull(parent, "parent is null");
    this.journal = context.messageAdapter(JobSummary.class, JournalTold::new);
    timers.startSingleTimer(TimedOut.INSTANCE, run.settings().waits().evaluate());
    timers.startTimerWithFixedDelay(
        AskAgain.INSTANCE, run.settings().steps().patience().resendAfter());
    ask();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(JournalTold.class, told -> onJournal(told.job()))
        .onMessage(PartEvaluated.class, evaluated -> onPart(evaluated.part()))
        .onMessage(AskAgain.class, again -> ask())
        .onMessage(TimedOut.class, timedOut -> end(new TookTooLong(tally.at())))
        .build();
  }

  /** Whoever has to act now is asked: the journal, the silent members, or the journal again. */
  private Behavior<Command> ask() {
    if (result != null) {
      run.entity().tell(new RunNote.EvaluationNoted(result, run.now(), journal));
    } else if (unknown) {
      tally
          .missing()
          .forEach(
              part ->
                  gang.find(part.worker())
                      .ifPresent(member -> member.reference().tell(part.order())));
    } else {
      run.entity().tell(new RunNote.JournalAsked(journal));
    }
    return this;
  }

  private Behavior<Command> onJournal(JobSummary job) {
    if (job.evaluations().has(tally.at().step())) {
      return end(new Journalled(tally.at(), job));
    }
    if (!unknown) {
      unknown = true;
      run.note(
          JobState.EVALUATING,
          "Evaluating step %d on %d held-out samples"
              .formatted(tally.at().step(), tally.samples()));
      ask();
    }
    return this;
  }

  private Behavior<Command> onPart(Evaluated part) {
    tally.add(part);
    if (result == null && tally.isComplete()) {
      result = tally.evaluation();
      ask();
    }
    return this;
  }

  private Behavior<Command> end(Result how) {
    parent.tell(how);
    return Behaviors.stopped();
  }
}
