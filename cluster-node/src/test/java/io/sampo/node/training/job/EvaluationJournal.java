package io.sampo.node.training.job;

import io.sampo.protocol.training.TrainingJobProtocol.Command;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Stands between a job's run and its entity, sees which evaluations are to be journalled, and loses
 * what a test wants lost. Thread-safe.
 */
final class EvaluationJournal extends BehaviorInterceptor<Command, Command> {
  private final Set<Long> noted = ConcurrentHashMap.newKeySet();
  private volatile long unanswered = -1;
  private volatile long lost = -1;

  EvaluationJournal() {
    super(Command.class);
  }

  /** The evaluation of that step is journalled, but the run never hears so. */
  void answerNothingAbout(long step) {
    unanswered = step;
  }

  /** The evaluation of that step never comes to the journal, until it may. */
  void loseAllAbout(long step) {
    lost = step;
  }

  void loseNothing() {
    lost = -1;
  }

  /** The steps whose evaluations were to be journalled. */
  Set<Long> noted() {
    return Set.copyOf(noted);
  }

  @Override
  public Behavior<Command> aroundReceive(
      TypedActorContext<Command> context, Command message, ReceiveTarget<Command> target) {
    if (!(message instanceof RunNote.EvaluationNoted note)) {
      return target.apply(context, message);
    }
    long step = note.evaluation().step();
    noted.add(step);
    if (step == lost) {
      return Behaviors.same();
    }
    return target.apply(
        context,
        step == unanswered
            ? new RunNote.EvaluationNoted(
                note.evaluation(), note.at(), context.asJava().getSystem().ignoreRef())
            : note);
  }
}
