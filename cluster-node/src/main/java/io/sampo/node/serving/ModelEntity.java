package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.ModelProtocol.Change;
import io.sampo.protocol.serving.ModelProtocol.Command;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ModelProtocol.ReplicaLoadReported;
import io.sampo.protocol.serving.ModelProtocol.ReplicaNeeded;
import io.sampo.protocol.serving.ModelSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The one owner of a model, sharded by its name: of its versions and its deployment, which a {@link
 * ModelJournal} below it makes durable, and of its replicas on the compute nodes, which it starts
 * and stops until they are as wanted. It needs the journal to change what is wanted, never to bring
 * it about: while the journal is away, changes are refused and replicas are replaced as ever.
 *
 * <pre>
 * version:  (none) --AddVersion--> CHECKING --replica ready--> AVAILABLE
 *                                  CHECKING --module or signature is wrong--> REJECTED
 * deployment: any --SetDeployment--> the given one
 *             any --DeployVersion, available--> the version in the place of all others
 *             any --DeployVersion, under check--> unchanged, the version is awaited
 *             any, a version awaited --version is AVAILABLE--> it in the place of all others
 *             any, a version awaited --SetDeployment, RollBackDeployment--> none is awaited
 *             any --DeployVersion for the same version again--> unchanged
 *             any --RollBackDeployment--> the one before;  none before: (CONFLICT)
 * model:      any --DeleteModel--> (none)
 * </pre>
 */
final class ModelEntity {

  private record NewsHeard(ModelJournal.News news) implements Command {}

  private record DevicesSeen(Devices devices) implements Command {}

  private record StartAnswered(StartReplicaReply reply) implements Command {}

  private record ReplicasHeld(HeldReplicas held) implements Command {}

  /** The journal's answer to a change, or null if it took too long. */
  private record Journalled(Change change, ModelJournal.Answer answer) implements Command {
    boolean isGranted() {
      return answer != null && answer.refusal() == null;
    }
  }

  private enum Tick implements Command {
    FOLLOW_UP,
    WATCH,
    RECOVERY_TIMED_OUT
  }

  private static final int STASH_LIMIT = 100;
  private static final Duration FOLLOW_UP_INTERVAL = Duration.ofMillis(500);
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);

  /** How long an entity without a model stays, in case one is about to be added. */
  private static final int EMPTY_FOLLOW_UPS = 20;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final ModelName name;
  private final ModelEnvironment environment;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final JournalLink<Command> journal;
  private final ReplicaOwner replicas;
  private final Reconciliation reconciliation;
  private boolean recovered;
  private int emptyFollowUps;

  static Behavior<Command> create(
      ModelName name, ModelEnvironment environment, ActorRef<ClusterSharding.ShardCommand> shard) {
    requireNonNull(name, "name is null");
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.withStash(
                        STASH_LIMIT,
                        stash ->
                            new ModelEntity(context, timers, stash, name, environment, shard)
                                .recovering())));
  }

  private ModelEntity(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> stash,
      ModelName name,
      ModelEnvironment environment,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    this.context = context;
    this.timers = timers;
    this.stash = stash;
    this.name = name;
    this.environment = environment;
    this.shard = shard;
    this.replicas =
        new ReplicaOwner(
            name,
            environment.settings(),
            environment.view(),
            context.messageAdapter(StartReplicaReply.class, StartAnswered::new),
            context.messageAdapter(HeldReplicas.class, ReplicasHeld::new),
            now());
    this.journal =
        new JournalLink<>(context, name, environment.settings().journalTimeout(), NewsHeard::new);
    this.reconciliation =
        new Reconciliation(
            name, journal, replicas, new PublishedModel(environment.catalogs().apply(name)));
    environment
        .directory()
        .tell(
            new DeviceDirectory.SubscribeDevices(
                context.messageAdapter(Devices.class, DevicesSeen::new)));
  }

  /** Until the journal is read; what is asked meanwhile waits. */
  private Behavior<Command> recovering() {
    timers.startSingleTimer(Tick.RECOVERY_TIMED_OUT, environment.settings().journalTimeout());
    BehaviorBuilder<Command> builder =
        handling()
            .onMessage(NewsHeard.class, this::onNewsWhileRecovering)
            .onMessageEquals(Tick.RECOVERY_TIMED_OUT, this::onRecoveryTimedOut);
    for (Class<? extends Command> type : ModelReplies.REQUESTS) {
      builder = builder.onMessage(type, this::onEarly);
    }
    return builder.build();
  }

  private Behavior<Command> owning() {
    return handling()
        .onMessage(NewsHeard.class, this::onNews)
        .onMessage(Change.class, this::onChange)
        .onMessage(Journalled.class, this::onJournalled)
        .onMessage(ReloadModel.class, this::onReloadModel)
        .onMessage(DescribeModel.class, this::onDescribeModel)
        .onMessageEquals(Tick.FOLLOW_UP, this::onFollowUp)
        .onMessageEquals(Tick.WATCH, this::onFollowUp)
        .build();
  }

  private BehaviorBuilder<Command> handling() {
    return Behaviors.receive(Command.class)
        .onMessage(DevicesSeen.class, it -> hear(now -> replicas.onDevices(it.devices(), now)))
        .onMessage(ReplicasHeld.class, it -> hear(now -> replicas.onHeld(it.held(), now)))
        .onMessage(ReplicaChanged.class, it -> hear(now -> replicas.onChanged(it.status(), now)))
        .onMessage(StartAnswered.class, it -> hear(now -> replicas.onStartReply(it.reply(), now)))
        .onMessage(
            ReplicaLoadReported.class,
            it -> hear(now -> replicas.demand().loadReported(it.load(), now)))
        .onMessage(
            ReplicaNeeded.class, it -> hear(now -> replicas.demand().needed(it.version(), now)));
  }

  /** What devices, replicas and frontends say matters in every phase. */
  private Behavior<Command> hear(Consumer<Instant> news) {
    news.accept(now());
    return settle();
  }

  private Behavior<Command> onEarly(Command request) {
    if (journal.isLost() || stash.isFull()) {
      ModelReplies.refuseForJournal(request);
    } else {
      stash.stash(request);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRecoveryTimedOut() {
    journal.lose();
    stash.forEach(ModelReplies::refuseForJournal);
    stash.clear();
    return Behaviors.same();
  }

  private Behavior<Command> onNewsWhileRecovering(NewsHeard heard) {
    if (heard.news() instanceof ModelJournal.StateChanged) {
      recovered = true;
      timers.cancel(Tick.RECOVERY_TIMED_OUT);
      journal.hear(heard.news());
      settle();
      return stash.unstashAll(owning());
    }
    return onRecoveryTimedOut();
  }

  private Behavior<Command> onNews(NewsHeard heard) {
    Batching before = journal.state().deployment().batching();
    journal.hear(heard.news());
    if (!journal.state().deployment().batching().equals(before)) {
      replicas.renew(now());
    }
    return settle();
  }

  private Behavior<Command> onChange(Change change) {
    emptyFollowUps = 0;
    if (journal.isLost()) {
      ModelReplies.refuseForJournal(change);
      return Behaviors.same();
    }
    journal.ask(
        replyTo -> new ModelJournal.Make(change, replyTo),
        answer -> new Journalled(change, answer));
    return Behaviors.same();
  }

  private Behavior<Command> onJournalled(Journalled done) {
    if (done.isGranted() && DeploymentRules.isWordOfAPerson(done.change())) {
      replicas.forgive();
    }
    ModelReplies.reply(done.change(), done.answer(), summary());
    return settle();
  }

  /** Needs no journal: what is wanted stays as it is. */
  private Behavior<Command> onReloadModel(ReloadModel reload) {
    if (journal.state().versions().isEmpty()) {
      ModelReplies.refuse(reload, ModelRules.notFound(name).refusal());
      return settle();
    }
    replicas.forgive();
    replicas.renew(now());
    settle();
    ModelReplies.grant(reload, null, summary());
    return Behaviors.same();
  }

  private Behavior<Command> onDescribeModel(DescribeModel describe) {
    if (journal.state().versions().isEmpty()) {
      ModelReplies.refuse(describe, ModelRules.notFound(name).refusal());
      return settle();
    }
    ModelReplies.grant(describe, null, summary());
    return Behaviors.same();
  }

  private Behavior<Command> onFollowUp() {
    reconciliation.followUp(now());
    emptyFollowUps = reconciliation.isEmpty() ? emptyFollowUps + 1 : 0;
    if (emptyFollowUps >= EMPTY_FOLLOW_UPS) {
      // A remembered entity that has nothing to remember would wake up for ever.
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return settle();
  }

  /** After anything that may have changed what is to do or what is to be seen. */
  private Behavior<Command> settle() {
    if (!recovered) {
      return Behaviors.same();
    }
    reconciliation.settle(now());
    watch();
    return Behaviors.same();
  }

  /** Time brings demand to an end, claims to renewal, and what is under way to an answer. */
  private void watch() {
    if (reconciliation.isUnsettled() && !timers.isTimerActive(Tick.FOLLOW_UP)) {
      timers.startSingleTimer(Tick.FOLLOW_UP, FOLLOW_UP_INTERVAL);
    }
    if (!replicas.holdsNothing() && !timers.isTimerActive(Tick.WATCH)) {
      timers.startSingleTimer(Tick.WATCH, WATCH_INTERVAL);
    }
  }

  private ModelSummary summary() {
    return reconciliation.summary(now());
  }

  private Instant now() {
    return environment.clock().instant();
  }
}
