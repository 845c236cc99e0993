package io.sampo.node.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.node.catalog.CatalogPublisher;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.dataset.DatasetEvent;
import io.sampo.protocol.dataset.DatasetEvent.DatasetRegistered;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetProtocol.Command;
import io.sampo.protocol.dataset.DatasetProtocol.DescribeDataset;
import io.sampo.protocol.dataset.DatasetProtocol.PreviewDataset;
import io.sampo.protocol.dataset.DatasetProtocol.RegisterDataset;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.NodeRoles;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The one writer of a dataset's registration, sharded by name. Immutable once registered. Its state
 * is the summary, or null while nobody has registered it.
 *
 * <pre>
 * state        command                    event              next state
 * (none)       RegisterDataset            –                  (none), files are being read
 * (none)       FilesRead, readable        DatasetRegistered  registered
 * (none)       FilesRead, not readable    – (refused)        (none)
 * registered   RegisterDataset, same      – (answered)       registered
 * registered   RegisterDataset, other     – (CONFLICT)       registered
 * any          DescribeDataset            –                  unchanged
 * (none)       PreviewDataset             – (refused)        (none)
 * registered   PreviewDataset             –                  registered, files are being read
 * registered   PreviewRead                – (answered)       registered
 * </pre>
 */
public final class DatasetEntity
    extends EventSourcedBehaviorWithEnforcedReplies<Command, DatasetEvent, DatasetSummary> {

  /** What reading the files gave: a summary, or why not. */
  private record FilesRead(RegisterDataset request, DatasetSummary summary, PlatformError error)
      implements Command {}

  /** What reading the first samples gave: a preview, or why not. */
  private record PreviewRead(PreviewDataset request, Outcome<DatasetPreview> outcome)
      implements Command {}

  /** Each opens the files anew, and reads those of some formats as a whole. */
  private static final int MOST_PREVIEWS = 2;

  private final ActorContext<Command> context;
  private final DatasetName name;
  private final DatasetReader reader;
  private final Consumer<ActorRef<Command>> forget;
  private final Executor blocking;
  private final CatalogPublisher<DatasetSummary> catalog;
  private int registrationsUnderWay;
  private int previewsUnderWay;

  /** Starts the region. Call once on every coordinator. */
  public static ActorRef<?> init(ActorSystem<?> system, DatasetReader reader) {
    requireNonNull(reader, "reader is null");
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    EntityKeys.DATASET,
                    entity ->
                        create(
                            new DatasetName(entity.getEntityId()),
                            reader,
                            self -> entity.getShard().tell(new ClusterSharding.Passivate<>(self))))
                .withRole(NodeRoles.COORDINATOR));
  }

  /**
   * @param forget called with this entity when somebody has asked for a dataset that is not there:
   *     a remembered entity with nothing to remember would wake up for ever
   */
  static Behavior<Command> create(
      DatasetName name, DatasetReader reader, Consumer<ActorRef<Command>> forget) {
    return Behaviors.setup(context -> new DatasetEntity(context, name, reader, forget));
  }

  private DatasetEntity(
      ActorContext<Command> context,
      DatasetName name,
      DatasetReader reader,
      Consumer<ActorRef<Command>> forget) {
    super(
        PersistenceId.of(EntityKeys.DATASET.name(), name.value()),
        // A journal that is away comes back; stopping for good would lose the entity.
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.name = name;
    this.reader = reader;
    this.forget = forget;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.catalog =
        CatalogPublisher.toAllAtOnce(
            context.getSystem(), CatalogKeys.dataset(name.value()), name.value());
  }

  @Override
  public DatasetSummary emptyState() {
    return null;
  }

  @Override
  public CommandHandlerWithReply<Command, DatasetEvent, DatasetSummary> commandHandler() {
    var builder = newCommandHandlerWithReplyBuilder();
    builder
        .forNullState()
        .onCommand(RegisterDataset.class, this::onRegister)
        .onCommand(FilesRead.class, this::onFilesRead)
        .onCommand(DescribeDataset.class, describe -> onNothing(describe.replyTo()))
        .onCommand(PreviewDataset.class, preview -> onNothing(preview.replyTo()));
    builder
        .forNonNullState()
        .onCommand(RegisterDataset.class, this::onRegisterAgain)
        .onCommand(FilesRead.class, (known, read) -> onRegisterAgain(known, read.request()))
        .onCommand(
            DescribeDataset.class,
            (known, describe) -> Effect().reply(describe.replyTo(), Outcome.of(known)))
        .onCommand(PreviewDataset.class, this::onPreview)
        .onCommand(PreviewRead.class, this::onPreviewRead);
    return builder.build();
  }

  @Override
  public EventHandler<DatasetSummary, DatasetEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(DatasetRegistered.class, (state, registered) -> registered.summary())
        .build();
  }

  @Override
  public SignalHandler<DatasetSummary> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::publish).build();
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> onRegister(RegisterDataset request) {
    if (!request.specification().name().equals(name)) {
      return refuse(
          request,
          new PlatformError(
              ErrorCode.INVALID_ARGUMENT,
              "Expected a dataset named [%s], but got [%s]"
                  .formatted(name, request.specification().name())));
    }
    registrationsUnderWay++;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> reader.read(request.specification(), request.at()), blocking),
        (summary, failure) ->
            new FilesRead(request, summary, failure == null ? null : PlatformError.from(failure)));
    return Effect().noReply();
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> onFilesRead(FilesRead read) {
    registrationsUnderWay--;
    if (read.error() != null) {
      return refuse(read.request(), read.error());
    }
    return Effect()
        .persist(new DatasetRegistered(read.summary()))
        .thenRun(this::onRegistered)
        .thenReply(read.request().replyTo(), Outcome::of);
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> onRegisterAgain(
      DatasetSummary known, RegisterDataset request) {
    if (known.specification().equals(request.specification())) {
      return Effect().reply(request.replyTo(), Outcome.of(known));
    }
    return refuse(
        request,
        new PlatformError(
            ErrorCode.CONFLICT,
            "Expected the files that dataset [%s] was registered with, but they differ"
                .formatted(name)));
  }

  private <T> ReplyEffect<DatasetEvent, DatasetSummary> onNothing(ActorRef<Outcome<T>> replyTo) {
    if (registrationsUnderWay == 0) {
      forget.accept(context.getSelf());
    }
    return Effect()
        .reply(
            replyTo,
            Outcome.refused(
                ErrorCode.DATASET_NOT_FOUND,
                "Expected a registered dataset, but there is no [%s]".formatted(name)));
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> onPreview(
      DatasetSummary known, PreviewDataset request) {
    if (request.rows() < 1 || request.rows() > DatasetPreview.MOST_ROWS) {
      return Effect()
          .reply(
              request.replyTo(),
              Outcome.refused(
                  ErrorCode.INVALID_ARGUMENT,
                  "Expected rows between 1 and %d, but was %d"
                      .formatted(DatasetPreview.MOST_ROWS, request.rows())));
    }
    if (previewsUnderWay >= MOST_PREVIEWS) {
      return Effect()
          .reply(
              request.replyTo(),
              Outcome.refused(
                  ErrorCode.REPLICA_OVERLOADED,
                  "Expected fewer than %d previews of [%s] at a time, but they are under way"
                      .formatted(MOST_PREVIEWS, name)));
    }
    previewsUnderWay++;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> reader.preview(known.planned(), request.rows()), blocking),
        (preview, failure) ->
            new PreviewRead(
                request,
                failure == null
                    ? Outcome.of(preview)
                    : Outcome.refused(PlatformError.from(failure))));
    return Effect().noReply();
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> onPreviewRead(
      DatasetSummary known, PreviewRead read) {
    previewsUnderWay--;
    return Effect().reply(read.request().replyTo(), read.outcome());
  }

  private ReplyEffect<DatasetEvent, DatasetSummary> refuse(
      RegisterDataset request, PlatformError error) {
    return Effect().reply(request.replyTo(), Outcome.refused(error));
  }

  private void onRegistered(DatasetSummary summary) {
    context.getLog().info("Dataset [{}] is registered with {} samples", name, summary.samples());
    publish(summary);
  }

  private void publish(DatasetSummary summary) {
    if (summary != null) {
      // Many datasets share one entry of distributed data, which travels in one message.
      catalog.publish(summary.brief(), lastSequenceNumber(context));
    }
  }
}
