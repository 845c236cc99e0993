package io.sampo.http.catalog;

import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.JobSummary;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Keeps the local copy of the catalog: follows all its maps in distributed data and publishes what
 * they hold together. One per frontend; lives as long as the system. Nobody talks to it but the
 * replicator; everybody reads the {@link Catalog} it publishes to.
 */
public final class CatalogView extends AbstractBehavior<CatalogView.Command> {

  private static final Duration TICK = Duration.ofMillis(250);

  /** Everything this actor understands. */
  public sealed interface Command {}

  private record ModelsChanged(String bucket, Map<String, ModelSummary> entries)
      implements Command {}

  private record JobsChanged(String bucket, Map<String, JobSummary> entries) implements Command {}

  private record DatasetsChanged(String bucket, Map<String, DatasetSummary> entries)
      implements Command {}

  private record DevicesChanged(String bucket, Map<String, DeviceReport> entries)
      implements Command {}

  private record BucketRead(String bucket) implements Command {}

  private record BucketUnreadable(String bucket) implements Command {}

  private enum Joined implements Command {
    INSTANCE
  }

  private enum Publish implements Command {
    INSTANCE
  }

  private enum Tick implements Command {
    INSTANCE
  }

  /** Publishes to the given catalog from now on. */
  public static Behavior<Command> create(
      PublishedCatalog catalog, CatalogSettings settings, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new CatalogView(context, timers, catalog, settings, clock)));
  }

  private interface Change<S> {
    Command of(String bucket, Map<String, S> entries);
  }

  private final TimerScheduler<Command> timers;
  private final PublishedCatalog catalog;
  private final CatalogSettings settings;
  private final Clock clock;
  private final CatalogBuckets buckets;
  private final Map<String, Runnable> readers = new HashMap<>();
  private final Map<String, Function<Replicator.Changed<?>, Command>> changes = new HashMap<>();
  private final ActorRef<Replicator.Command> replicator;

  // One adapter for all keys, because another one for the same type of message would replace it.
  // The replicator itself answers each read, at the latest when its time is up.
  @SuppressWarnings("rawtypes")
  private final ActorRef<Replicator.SubscribeResponse> subscriptions;

  @SuppressWarnings("rawtypes")
  private final ActorRef<Replicator.GetResponse> reads;

  private CatalogView(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PublishedCatalog catalog,
      CatalogSettings settings,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.catalog = catalog;
    this.settings = settings;
    this.clock = clock;
    this.buckets = new CatalogBuckets(settings, bucketNames(), clock.instant());
    this.replicator = DistributedData.get(context.getSystem()).replicator();
    this.subscriptions =
        context.messageAdapter(Replicator.SubscribeResponse.class, this::adaptSubscription);
    this.reads = context.messageAdapter(Replicator.GetResponse.class, this::adaptRead);
    follow(CatalogKeys.models(), ModelsChanged::new);
    follow(CatalogKeys.jobs(), JobsChanged::new);
    follow(CatalogKeys.datasets(), DatasetsChanged::new);
    follow(List.of(CatalogKeys.deviceReports()), DevicesChanged::new);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(SelfUp.class, up -> Joined.INSTANCE), SelfUp.class));
  }

  private static Set<String> bucketNames() {
    Set<String> names = new HashSet<>();
    CatalogKeys.models().forEach(key -> names.add(key.id()));
    CatalogKeys.jobs().forEach(key -> names.add(key.id()));
    CatalogKeys.datasets().forEach(key -> names.add(key.id()));
    return names;
  }

  private <S> void follow(List<Key<LWWMap<String, S>>> keys, Change<S> change) {
    for (Key<LWWMap<String, S>> key : keys) {
      changes.put(
          key.id(), changed -> change.of(key.id(), Map.copyOf(changed.get(key).getEntries())));
      replicator.tell(new Replicator.Subscribe<>(key, subscriptions.unsafeUpcast()));
      readers.put(key.id(), () -> read(key));
    }
  }

  /** What others hold is merged into the local copy, from where the subscription brings it. */
  private <S> void read(Key<LWWMap<String, S>> key) {
    replicator.tell(
        new Replicator.Get<>(
            key, new Replicator.ReadMajority(settings.readTimeout()), reads.unsafeUpcast()));
  }

  private Command adaptSubscription(Replicator.SubscribeResponse<?> response) {
    String bucket = response.key().id();
    return response instanceof Replicator.Changed<?> changed
        ? changes.get(bucket).apply(changed)
        : new BucketRead(bucket);
  }

  private Command adaptRead(Replicator.GetResponse<?> response) {
    String bucket = response.key().id();
    return response instanceof Replicator.GetSuccess || response instanceof Replicator.NotFound
        ? new BucketRead(bucket)
        : new BucketUnreadable(bucket);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ModelsChanged.class, this::onModelsChanged)
        .onMessage(JobsChanged.class, this::onJobsChanged)
        .onMessage(DatasetsChanged.class, this::onDatasetsChanged)
        .onMessage(DevicesChanged.class, this::onDevicesChanged)
        .onMessage(BucketRead.class, this::onBucketRead)
        .onMessage(BucketUnreadable.class, this::onBucketUnreadable)
        .onMessageEquals(Joined.INSTANCE, this::onJoined)
        .onMessage(Publish.class, publish -> onPublish())
        .onMessage(Tick.class, tick -> onTick())
        .build();
  }

  /** Before that there are no others, and an empty catalog would look like a complete one. */
  private Behavior<Command> onJoined() {
    buckets.begin(clock.instant());
    readers.values().forEach(Runnable::run);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    return this;
  }

  private Behavior<Command> onModelsChanged(ModelsChanged changed) {
    buckets.putModels(changed.bucket(), changed.entries(), clock.instant());
    return publishSoon();
  }

  private Behavior<Command> onJobsChanged(JobsChanged changed) {
    buckets.putJobs(changed.bucket(), changed.entries(), clock.instant());
    return publishSoon();
  }

  private Behavior<Command> onDatasetsChanged(DatasetsChanged changed) {
    buckets.putDatasets(changed.bucket(), changed.entries(), clock.instant());
    return publishSoon();
  }

  private Behavior<Command> onDevicesChanged(DevicesChanged changed) {
    buckets.putDevices(changed.entries(), clock.instant());
    return publishSoon();
  }

  private Behavior<Command> onBucketRead(BucketRead read) {
    buckets.markRead(read.bucket());
    return this;
  }

  private Behavior<Command> onBucketUnreadable(BucketUnreadable unreadable) {
    if (buckets.isUnread(unreadable.bucket())) {
      readers.get(unreadable.bucket()).run();
    }
    return this;
  }

  private Behavior<Command> publishSoon() {
    if (!timers.isTimerActive(Publish.INSTANCE)) {
      timers.startSingleTimer(Publish.INSTANCE, settings.publishInterval());
    }
    return this;
  }

  private Behavior<Command> onPublish() {
    catalog.publish(buckets.snapshot(clock.instant()));
    return this;
  }

  private Behavior<Command> onTick() {
    if (buckets.isFilled(clock.instant())) {
      getContext().getLog().info("Catalog is filled: {} models, {} jobs, {} datasets", counts());
      timers.cancel(Tick.INSTANCE);
      return onPublish();
    }
    return this;
  }

  private Object[] counts() {
    CatalogSnapshot snapshot = buckets.snapshot(clock.instant());
    return new Object[] {
      snapshot.models().size(), snapshot.jobs().size(), snapshot.datasets().size()
    };
  }
}
