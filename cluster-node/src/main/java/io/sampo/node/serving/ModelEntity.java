package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.Command;
import io.sampo.protocol.serving.ModelProtocol.DeleteModel;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * The one owner of a model, sharded by its name: of its versions and its deployment, which a {@link
 * ModelJournal} below it makes durable, and of its replicas on the compute nodes, which it starts
 * and stops until they are as wanted. It needs the journal to change what is wanted, never to bring
 * it about: while the journal is away, changes are refused and replicas are replaced as ever.
 *
 * <pre>
 * version:  (none) --AddVersion--> CHECKING --replica ready--> AVAILABLE
 *                                  CHECKING --module or signature is wrong--> REJECTED
 * deployment: any --SetDeployment--> the given one;  model: any --DeleteModel--> (none)
 * </pre>
 */
public final class ModelEntity {

  private record NewsHeard(ModelJournal.News news) implements Command {}

  private record DevicesSeen(Devices devices) implements Command {}

  private record StartAnswered(StartReplicaReply reply) implements Command {}

  private record ReplicasHeld(HeldReplicas held) implements Command {}

  /** The journal's answer to a request, or null if it took too long. */
  private record Journalled(Command request, ModelJournal.Answer answer) implements Command {}

  private enum Tick implements Command {
    FOLLOW_UP,
    RECOVERY_TIMED_OUT
  }

  private static final String ROLE = "coordinator";
  private static final int STASH_LIMIT = 100;
  private static final Duration FOLLOW_UP_INTERVAL = Duration.ofMillis(500);

  /** How long an entity without a model stays, in case one is about to be added. */
  private static final int EMPTY_FOLLOW_UPS = 20;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final ModelName name;
  private final ModelEnvironment environment;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final PublishedModel published;
  private final ActorRef<ModelJournal.Command> journal;
  private final ReplicaOwner replicas;

  private final Verdicts verdicts = new Verdicts();

  private ModelState journalled = ModelState.EMPTY;
  private long sequenceNumber;
  private boolean recovered;
  private boolean journalLost;
  private int emptyFollowUps;

  /**
   * Starts the shard region (on coordinators) or a proxy (elsewhere). Call once on every node.
   *
   * @param directory of devices; asked on coordinators only
   */
  public static void init(
      ActorSystem<?> system,
      ActorRef<DeviceDirectory.Command> directory,
      ModelSettings settings,
      Clock clock) {
    ModelEnvironment environment =
        new ModelEnvironment(
            settings, directory, name -> ModelCatalog.inCluster(system, name), clock);
    ClusterSharding.get(system)
        .init(
            Entity.of(
                    EntityKeys.MODEL,
                    entity ->
                        create(new ModelName(entity.getEntityId()), environment, entity.getShard()))
                .withRole(ROLE)
                .withMessageExtractor(new HashCodeMessageExtractor<>(EntityKeys.SHARDS))
                .withSettings(
                    ClusterShardingSettings.create(system)
                        .withRole(ROLE)
                        .withRememberEntities(true)));
  }

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
    this.published = new PublishedModel(environment.catalogs().apply(name));
    this.replicas =
        new ReplicaOwner(
            name,
            environment.settings(),
            context.messageAdapter(StartReplicaReply.class, StartAnswered::new),
            context.messageAdapter(HeldReplicas.class, ReplicasHeld::new),
            now());
    this.journal =
        context.spawn(
            // A defect there must not take the wanted state from here.
            Behaviors.supervise(
                    ModelJournal.create(
                        name, context.messageAdapter(ModelJournal.News.class, NewsHeard::new)))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2)),
            "journal");
    environment
        .directory()
        .tell(
            new DeviceDirectory.SubscribeDevices(
                context.messageAdapter(Devices.class, DevicesSeen::new)));
  }

  /** Until the journal is read; what is asked meanwhile waits. */
  private Behavior<Command> recovering() {
    timers.startSingleTimer(Tick.RECOVERY_TIMED_OUT, environment.settings().journalTimeout());
    return handling()
        .onMessage(NewsHeard.class, this::onNewsWhileRecovering)
        .onMessageEquals(Tick.RECOVERY_TIMED_OUT, this::onRecoveryTimedOut)
        .onMessage(AddVersion.class, this::onEarly)
        .onMessage(SetDeployment.class, this::onEarly)
        .onMessage(DeleteModel.class, this::onEarly)
        .onMessage(DescribeModel.class, this::onEarly)
        .build();
  }

  private Behavior<Command> owning() {
    return handling()
        .onMessage(NewsHeard.class, this::onNews)
        .onMessage(AddVersion.class, this::onAddVersion)
        .onMessage(SetDeployment.class, this::onSetDeployment)
        .onMessage(DeleteModel.class, this::onDeleteModel)
        .onMessage(Journalled.class, this::onJournalled)
        .onMessage(DescribeModel.class, this::onDescribeModel)
        .onMessageEquals(Tick.FOLLOW_UP, this::onFollowUp)
        .build();
  }

  private BehaviorBuilder<Command> handling() {
    return Behaviors.receive(Command.class)
        .onMessage(DevicesSeen.class, this::onDevicesSeen)
        .onMessage(ReplicasHeld.class, this::onReplicasHeld)
        .onMessage(ReplicaChanged.class, this::onReplicaChanged)
        .onMessage(StartAnswered.class, this::onStartAnswered);
  }

  private Behavior<Command> onEarly(Command request) {
    if (journalLost || stash.isFull()) {
      ModelReplies.refuseForJournal(request);
    } else {
      stash.stash(request);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRecoveryTimedOut() {
    journalLost = true;
    stash.forEach(ModelReplies::refuseForJournal);
    stash.clear();
    return Behaviors.same();
  }

  private Behavior<Command> onNewsWhileRecovering(NewsHeard heard) {
    if (heard.news() instanceof ModelJournal.StateChanged) {
      recovered = true;
      timers.cancel(Tick.RECOVERY_TIMED_OUT);
      onNews(heard);
      return stash.unstashAll(owning());
    }
    return onRecoveryTimedOut();
  }

  private Behavior<Command> onNews(NewsHeard heard) {
    if (heard.news() instanceof ModelJournal.StateChanged changed) {
      journalLost = false;
      journalled = changed.state();
      sequenceNumber = changed.sequenceNumber();
      verdicts.settle(journalled);
      return settle();
    }
    if (!journalLost) {
      context.getLog().warn("The journal of model [{}] is away; changes are refused", name);
    }
    journalLost = true;
    return Behaviors.same();
  }

  private Behavior<Command> onAddVersion(AddVersion add) {
    return change(add, replyTo -> new ModelJournal.Add(add, replyTo));
  }

  private Behavior<Command> onSetDeployment(SetDeployment set) {
    return change(set, replyTo -> new ModelJournal.Deploy(set, replyTo));
  }

  private Behavior<Command> onDeleteModel(DeleteModel delete) {
    return change(delete, replyTo -> new ModelJournal.Delete(delete, replyTo));
  }

  private Behavior<Command> change(
      Command request, Function<ActorRef<ModelJournal.Answer>, ModelJournal.Command> change) {
    emptyFollowUps = 0;
    if (journalLost) {
      ModelReplies.refuseForJournal(request);
      return Behaviors.same();
    }
    context.ask(
        ModelJournal.Answer.class,
        journal,
        environment.settings().journalTimeout(),
        change::apply,
        (answer, late) -> new Journalled(request, answer));
    return Behaviors.same();
  }

  private Behavior<Command> onJournalled(Journalled done) {
    if (done.answer() == null) {
      ModelReplies.refuseForJournal(done.request());
    } else if (done.answer().refusal() != null) {
      ModelReplies.refuse(done.request(), done.answer().refusal());
    } else {
      ModelReplies.grant(done.request(), done.answer().version(), summary());
    }
    return settle();
  }

  private Behavior<Command> onDescribeModel(DescribeModel describe) {
    if (journalled.versions().isEmpty()) {
      ModelReplies.refuse(describe, ModelRules.notFound(name).refusal());
      return settle();
    }
    ModelReplies.grant(describe, null, summary());
    return Behaviors.same();
  }

  private Behavior<Command> onDevicesSeen(DevicesSeen seen) {
    replicas.onDevices(seen.devices(), now());
    return settle();
  }

  private Behavior<Command> onReplicasHeld(ReplicasHeld held) {
    replicas.onHeld(held.held(), now());
    return settle();
  }

  private Behavior<Command> onReplicaChanged(ReplicaChanged changed) {
    replicas.onChanged(changed.status(), now());
    return settle();
  }

  private Behavior<Command> onStartAnswered(StartAnswered answered) {
    replicas.onStartReply(answered.reply(), now());
    return settle();
  }

  private Behavior<Command> onFollowUp() {
    replicas.onTick(now());
    verdicts.forEach(this::tellVerdict);
    emptyFollowUps = isEmpty() ? emptyFollowUps + 1 : 0;
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
    Instant now = now();
    for (ReplicaStatus status : replicas.statuses()) {
      verdicts.consider(journalled, status, now).ifPresent(this::tellVerdict);
    }
    replicas.reconcile(verdicts.applyTo(journalled), now);
    published.show(summary());
    if (needsFollowUp() && !timers.isTimerActive(Tick.FOLLOW_UP)) {
      timers.startSingleTimer(Tick.FOLLOW_UP, FOLLOW_UP_INTERVAL);
    }
    return Behaviors.same();
  }

  /** Not asked for: it is told again until the journal's news show it. */
  private void tellVerdict(ModelEvent verdict) {
    journal.tell(new ModelJournal.Judge(verdict, context.getSystem().ignoreRef()));
  }

  private boolean needsFollowUp() {
    return replicas.isUnsettled() || !verdicts.isEmpty() || isEmpty();
  }

  private boolean isEmpty() {
    return journalled.versions().isEmpty() && replicas.holdsNothing();
  }

  private ModelSummary summary() {
    return new ModelSummary(
        name,
        journalled.versions(),
        journalled.deployment(),
        replicas.statuses(),
        replicas.reasons(),
        sequenceNumber);
  }

  private Instant now() {
    return environment.clock().instant();
  }
}
