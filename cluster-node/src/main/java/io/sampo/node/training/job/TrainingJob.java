package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.catalog.CatalogPublisher;
import io.sampo.node.training.job.JobRecord.Evaluated;
import io.sampo.node.training.job.JobRecord.Finished;
import io.sampo.node.training.job.JobRecord.Known;
import io.sampo.node.training.job.JobRecord.Submitted;
import io.sampo.node.training.job.JobRecord.Training;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.node.training.job.JobRecord.Unsubmitted;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The one writer of a training job, sharded by its id. Journals decisions; a child, {@link
 * TrainingRun}, does the work and says what there is to journal. After a restart, on whatever node,
 * an unfinished job begins a new run from its last published checkpoint, and a finished one is only
 * published again.
 *
 * <pre>
 * record       command or note            event              next record
 * unsubmitted  SubmitJob, inputs fit      JobSubmitted       submitted, a run begins
 * unsubmitted  SubmitJob, they do not     – (refused)        unsubmitted
 * known        SubmitJob, same            – (answered)       unchanged
 * known        SubmitJob, other           – (CONFLICT)       unchanged
 * submitted    generation began           GenerationStarted  training
 * training     generation began           GenerationStarted  training
 * training     checkpoint published       CheckpointTaken    training
 *                                         CheckpointsDropped   by its policy
 * training     evaluated                  JobEvaluated       evaluated
 * evaluated    promoted                   JobPromoted        evaluated
 * unfinished   completed                  JobCompleted       finished
 * unfinished   failed                     JobFailed          finished
 * unfinished   CancelJob                  JobCancelled       finished, the run ends
 * finished     CancelJob, was cancelled   – (answered)       finished
 * finished     CancelJob, was not         – (CONFLICT)       finished
 * finished     any note                   –                  finished
 * any          DescribeJob                –                  unchanged
 * </pre>
 */
public final class TrainingJob
    extends EventSourcedBehaviorWithEnforcedReplies<Command, JobEvent, JobRecord> {

  /** Whether the names of a submitted job stand for something that fits. */
  private record InputsChecked(SubmitJob request, PlatformError error) implements Command {}

  private static final int SNAPSHOT_EVERY = 200;

  private final ActorContext<Command> context;
  private final JobId id;
  private final JobEnvironment environment;
  private final JobNeighbours neighbours;
  private final Consumer<ActorRef<Command>> forget;
  private final CatalogPublisher<JobSummary> catalog;
  private final CheckpointRetention retention;
  private ActorRef<TrainingRun.Command> run;
  private JobProgress progress;
  private RunNote.StateNoted live;
  private int submissionsUnderWay;

  /** Starts the region (on coordinators) or the proxy (elsewhere). Call once per node. */
  public static ActorRef<?> init(ActorSystem<?> system, JobEnvironment environment) {
    requireNonNull(environment, "environment is null");
    JobNeighbours neighbours = new ShardedNeighbours(system, environment.settings().waits().ask());
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    EntityKeys.TRAINING_JOB,
                    entity ->
                        create(
                            new JobId(entity.getEntityId()),
                            environment,
                            neighbours,
                            self -> entity.getShard().tell(new ClusterSharding.Passivate<>(self))))
                .withRole("coordinator"));
  }

  /**
   * @param forget called with this entity when somebody has asked for a job that is not there: a
   *     remembered entity with nothing to remember would wake up for ever
   */
  static Behavior<Command> create(
      JobId id,
      JobEnvironment environment,
      JobNeighbours neighbours,
      Consumer<ActorRef<Command>> forget) {
    return Behaviors.setup(
        context -> new TrainingJob(context, id, environment, neighbours, forget));
  }

  private TrainingJob(
      ActorContext<Command> context,
      JobId id,
      JobEnvironment environment,
      JobNeighbours neighbours,
      Consumer<ActorRef<Command>> forget) {
    super(
        PersistenceId.of(EntityKeys.TRAINING_JOB.name(), id.value()),
        // A journal that is away comes back; stopping for good would lose the entity.
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.id = id;
    this.environment = environment;
    this.neighbours = neighbours;
    this.forget = forget;
    this.retention = CheckpointRetention.of(environment.checkpoints(), context.getSystem());
    this.catalog =
        CatalogPublisher.toAllAtOnce(context.getSystem(), CatalogKeys.job(id.value()), id.value());
  }

  @Override
  public JobRecord emptyState() {
    return new Unsubmitted();
  }

  @Override
  public CommandHandlerWithReply<Command, JobEvent, JobRecord> commandHandler() {
    var builder = newCommandHandlerWithReplyBuilder();
    builder
        .forStateType(Unsubmitted.class)
        .onCommand(SubmitJob.class, this::onSubmit)
        .onCommand(InputsChecked.class, this::onInputsChecked)
        .onCommand(CancelJob.class, cancel -> refuseUnknown(cancel.replyTo()))
        .onCommand(DescribeJob.class, describe -> refuseUnknown(describe.replyTo()));
    builder
        .forStateType(Unfinished.class)
        .onCommand(CancelJob.class, this::onCancel)
        .onCommand(RunNote.StateNoted.class, this::onState)
        .onCommand(RunNote.ProgressNoted.class, this::onProgress)
        .onCommand(RunNote.EventNoted.class, this::onEventNoted)
        .onCommand(RunNote.CompletionNoted.class, this::onCompletion);
    builder
        .forStateType(Finished.class)
        .onCommand(CancelJob.class, this::onCancelFinished)
        .onCommand(RunNote.class, note -> Effect().noReply());
    builder
        .forStateType(Known.class)
        .onCommand(SubmitJob.class, this::onSubmitAgain)
        .onCommand(InputsChecked.class, (job, checked) -> onSubmitAgain(job, checked.request()))
        .onCommand(
            DescribeJob.class,
            (job, describe) -> Effect().reply(describe.replyTo(), Outcome.of(summary(job))));
    return builder.build();
  }

  @Override
  public EventHandler<JobRecord, JobEvent> eventHandler() {
    var builder = newEventHandlerBuilder();
    builder.forStateType(Unsubmitted.class).onEvent(JobEvent.JobSubmitted.class, Unsubmitted::on);
    builder.forStateType(Submitted.class).onEvent(JobEvent.GenerationStarted.class, Submitted::on);
    builder
        .forStateType(Training.class)
        .onEvent(JobEvent.GenerationStarted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointTaken.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointsDropped.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobEvaluated.class, (job, event) -> job.on(event));
    builder
        .forStateType(Evaluated.class)
        .onEvent(JobEvent.JobPromoted.class, (job, event) -> job.on(event));
    builder
        .forStateType(Unfinished.class)
        .onEvent(JobEvent.JobCompleted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobFailed.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobCancelled.class, (job, event) -> job.on(event));
    return builder.build();
  }

  @Override
  public SignalHandler<JobRecord> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
  }

  @Override
  public SnapshotAdapter<JobRecord> snapshotAdapter() {
    return new JobSnapshots();
  }

  private void onRecovered(JobRecord recovered) {
    // Children of an incarnation that was restarted are gone.
    run = null;
    live = null;
    progress = null;
    if (recovered instanceof Unfinished job) {
      startRun(job);
    }
    publish(recovered);
  }

  // Submission

  private ReplyEffect<JobEvent, JobRecord> onSubmit(SubmitJob request) {
    submissionsUnderWay++;
    context.pipeToSelf(
        new InputsResolver(neighbours).resolve(request.specification()),
        (inputs, failure) ->
            new InputsChecked(
                request, failure == null ? inputs.refusal() : PlatformError.from(failure)));
    return Effect().noReply();
  }

  private ReplyEffect<JobEvent, JobRecord> onInputsChecked(InputsChecked checked) {
    submissionsUnderWay--;
    SubmitJob request = checked.request();
    if (checked.error() != null) {
      return Effect().reply(request.replyTo(), Outcome.refused(checked.error()));
    }
    return Effect()
        .persist(new JobEvent.JobSubmitted(id, request.specification(), request.at()))
        .thenRun(this::onSubmitted)
        .thenReply(request.replyTo(), submitted -> Outcome.of(summary((Known) submitted)));
  }

  private void onSubmitted(JobRecord submitted) {
    context.getLog().info("Job [{}] was submitted", id);
    startRun((Unfinished) submitted);
    publish(submitted);
  }

  private ReplyEffect<JobEvent, JobRecord> onSubmitAgain(Known job, SubmitJob request) {
    if (job.job().specification().equals(request.specification())) {
      return Effect().reply(request.replyTo(), Outcome.of(summary(job)));
    }
    return Effect()
        .reply(
            request.replyTo(),
            Outcome.refused(
                ErrorCode.CONFLICT,
                "Expected the specification that job [%s] was submitted with, but it differs"
                    .formatted(id)));
  }

  private ReplyEffect<JobEvent, JobRecord> refuseUnknown(ActorRef<Outcome<JobSummary>> replyTo) {
    if (submissionsUnderWay == 0) {
      forget.accept(context.getSelf());
    }
    return Effect()
        .reply(
            replyTo,
            Outcome.refused(
                ErrorCode.JOB_NOT_FOUND,
                "Expected a submitted job, but there is no [%s]".formatted(id)));
  }

  // Cancellation

  private ReplyEffect<JobEvent, JobRecord> onCancel(Unfinished job, CancelJob cancel) {
    return Effect()
        .persist(new JobEvent.JobCancelled(cancel.at()))
        .thenRun(this::onJournalled)
        .thenReply(cancel.replyTo(), cancelled -> Outcome.of(summary((Known) cancelled)));
  }

  private ReplyEffect<JobEvent, JobRecord> onCancelFinished(Finished job, CancelJob cancel) {
    if (job.job().state() == JobState.CANCELLED) {
      return Effect().reply(cancel.replyTo(), Outcome.of(summary(job)));
    }
    return Effect()
        .reply(
            cancel.replyTo(),
            Outcome.refused(
                ErrorCode.CONFLICT,
                "Expected job [%s] to be unfinished, but it is %s"
                    .formatted(id, job.job().state())));
  }

  // What the run notes

  private ReplyEffect<JobEvent, JobRecord> onState(Unfinished job, RunNote.StateNoted noted) {
    // The sentence too: what a job waits for is all that explains a long wait.
    if (!noted.equals(live)) {
      context.getLog().info("Job [{}] is {}: {}", id, noted.state(), noted.message());
    }
    live = noted;
    publish(job);
    return Effect().noReply();
  }

  private ReplyEffect<JobEvent, JobRecord> onProgress(Unfinished job, RunNote.ProgressNoted noted) {
    progress = noted.progress();
    publish(job);
    return Effect().noReply();
  }

  private ReplyEffect<JobEvent, JobRecord> onEventNoted(Unfinished job, RunNote.EventNoted noted) {
    List<Checkpoint> before = job.job().checkpoints();
    return Effect()
        .persist(CheckpointRetention.withConsequences(job.job(), noted.event()))
        .thenRun((JobRecord after) -> retention.sweep(before, ((Known) after).job().checkpoints()))
        .thenRun(this::onJournalled)
        .thenNoReply();
  }

  private ReplyEffect<JobEvent, JobRecord> onCompletion(
      Unfinished job, RunNote.CompletionNoted noted) {
    JobProgress last = progress == null ? job.job().progress() : progress;
    return onEvent(new JobEvent.JobCompleted(last, noted.message(), noted.at()));
  }

  private ReplyEffect<JobEvent, JobRecord> onEvent(JobEvent event) {
    return Effect().persist(event).thenRun(this::onJournalled).thenNoReply();
  }

  private void onJournalled(JobRecord record) {
    if (record instanceof Finished finished) {
      context
          .getLog()
          .info("Job [{}] is {}: {}", id, finished.job().state(), finished.job().message());
      stopRun();
    }
    publish(record);
  }

  private void startRun(Unfinished job) {
    run =
        context.spawnAnonymous(
            TrainingRun.create(
                new RunContext(job.job(), environment, neighbours, context.getSelf())));
  }

  private void stopRun() {
    if (run != null) {
      context.stop(run);
      run = null;
    }
  }

  // What the world sees

  private JobSummary summary(Known job) {
    JobSheet sheet = JobSheet.of(job.job()).sequenceNumber(lastSequenceNumber(context));
    if (job instanceof Unfinished && live != null) {
      sheet.state(live.state(), live.message());
    }
    if (job instanceof Unfinished && progress != null) {
      sheet.progress(progress);
    }
    return sheet.summary();
  }

  private void publish(JobRecord record) {
    if (record instanceof Known job) {
      catalog.publish(summary(job), lastSequenceNumber(context));
    }
  }
}
