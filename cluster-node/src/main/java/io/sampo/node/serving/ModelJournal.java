package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelProtocol.Change;
import io.sampo.protocol.serving.ModelState;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The durable half of a model entity: decides changes and journals them. A child of its {@link
 * ModelEntity}, to which it tells every new state, and every time that it loses or regains its
 * journal; so that the entity keeps the wanted state in memory while this half starts again. The
 * changes and their rules are in {@link ModelRules}.
 */
final class ModelJournal
    extends EventSourcedBehaviorWithEnforcedReplies<ModelJournal.Command, ModelEvent, ModelState> {

  /** What the journal understands. */
  sealed interface Command {
    ActorRef<Answer> replyTo();
  }

  /** What somebody asks of the model. */
  record Make(Change change, ActorRef<Answer> replyTo) implements Command {
    Make {
      requireNonNull(change, "change is null");
    }
  }

  /** What the owner has seen: how versions were judged, how loads began and ended. */
  record Observe(List<ModelEvent> events, ActorRef<Answer> replyTo) implements Command {
    Observe {
      events = List.copyOf(events);
    }
  }

  /**
   * The change is journalled, or was refused.
   *
   * @param version the version that was added, or null
   * @param refusal why not, or null
   */
  record Answer(VersionName version, PlatformError refusal) {}

  /** What the owner hears without asking. */
  sealed interface News {}

  /** After recovery and after each change, before the change is answered. */
  record StateChanged(ModelState state, long sequenceNumber) implements News {
    StateChanged {
      requireNonNull(state, "state is null");
    }
  }

  /** The journal is away; a {@link StateChanged} says that it is back. */
  enum JournalLost implements News {
    INSTANCE
  }

  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;

  private final ActorContext<Command> context;
  private final ModelName model;
  private final ActorRef<News> owner;

  static Behavior<Command> create(ModelName model, ActorRef<News> owner) {
    return Behaviors.setup(context -> new ModelJournal(context, model, owner));
  }

  private ModelJournal(ActorContext<Command> context, ModelName model, ActorRef<News> owner) {
    super(
        PersistenceId.of(EntityKeys.MODEL.name(), model.value()),
        // A journal that is away comes back; by default this would stop for good.
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(5), 0.2));
    this.context = context;
    this.model = model;
    this.owner = owner;
  }

  @Override
  public ModelState emptyState() {
    return ModelState.EMPTY;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public CommandHandlerWithReply<Command, ModelEvent, ModelState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(
            Make.class,
            (state, make) -> write(make, ModelRules.decide(model, state, make.change())))
        .onCommand(
            Observe.class,
            (state, observe) -> write(observe, ModelRules.decide(state, observe.events())))
        .build();
  }

  @Override
  public EventHandler<ModelState, ModelEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(ModelRules::apply);
  }

  @Override
  public SignalHandler<ModelState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::tellState)
        .onSignal(RecoveryFailed.class, (state, failed) -> owner.tell(JournalLost.INSTANCE))
        .onSignal(PreRestart.instance(), state -> owner.tell(JournalLost.INSTANCE))
        .build();
  }

  private ReplyEffect<ModelEvent, ModelState> write(
      Command command, Outcome<ModelRules.Decision> decision) {
    if (decision.isRefused()) {
      return Effect().reply(command.replyTo(), new Answer(null, decision.refusal()));
    }
    Answer answer = new Answer(decision.value().version(), null);
    if (decision.value().events().isEmpty()) {
      return Effect().reply(command.replyTo(), answer);
    }
    return Effect()
        .persist(decision.value().events())
        .thenRun(this::tellState)
        .thenReply(command.replyTo(), state -> answer);
  }

  private void tellState(ModelState state) {
    owner.tell(new StateChanged(state, lastSequenceNumber(context)));
  }
}
