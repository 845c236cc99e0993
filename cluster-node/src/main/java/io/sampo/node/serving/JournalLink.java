package io.sampo.node.serving;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelState;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A model entity's end of the line to its {@link ModelJournal}: asks for changes, and keeps what
 * was last heard while the journal is away. Belongs to one entity.
 *
 * @param <C> what the entity understands
 */
final class JournalLink<C> {
  private final ActorContext<C> context;
  private final ModelName model;
  private final Duration timeout;
  private final ActorRef<ModelJournal.Command> journal;
  private ModelState state = ModelState.EMPTY;
  private long sequenceNumber;
  private boolean lost;

  /**
   * @param heard how the entity understands the journal's news
   */
  JournalLink(
      ActorContext<C> context,
      ModelName model,
      Duration timeout,
      Function<ModelJournal.News, C> heard) {
    this.context = context;
    this.model = model;
    this.timeout = timeout;
    this.journal =
        context.spawn(
            // A defect there must not take the wanted state from here.
            Behaviors.supervise(
                    ModelJournal.create(
                        model, context.messageAdapter(ModelJournal.News.class, heard::apply)))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2)),
            "journal");
  }

  void hear(ModelJournal.News news) {
    if (news instanceof ModelJournal.StateChanged changed) {
      lost = false;
      state = changed.state();
      sequenceNumber = changed.sequenceNumber();
    } else {
      lose();
    }
  }

  /** The journal does not answer, whether it has said so or not. */
  void lose() {
    if (!lost) {
      context.getLog().warn("The journal of model [{}] is away; changes are refused", model);
    }
    lost = true;
  }

  /** The last state that is known to be journalled. */
  ModelState state() {
    return state;
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  boolean isLost() {
    return lost;
  }

  /**
   * Asks for a change.
   *
   * @param answered makes a message of the answer, which is null if it took too long
   */
  void ask(
      Function<ActorRef<ModelJournal.Answer>, ModelJournal.Command> change,
      Function<ModelJournal.Answer, C> answered) {
    context.ask(
        ModelJournal.Answer.class,
        journal,
        timeout,
        change::apply,
        (answer, late) -> answered.apply(answer));
  }

  /** Nobody waits for it: what matters is told again until the journal's news show it. */
  void observe(List<ModelEvent> events) {
    if (!events.isEmpty() && !lost) {
      journal.tell(new ModelJournal.Observe(events, context.getSystem().ignoreRef()));
    }
  }
}
