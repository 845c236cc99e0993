package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.catalog.CatalogPublisher;
import io.sampo.node.training.job.JobRecord.Finished;
import io.sampo.node.training.job.JobRecord.Known;
import io.sampo.node.training.job.JobRecord.Paused;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.node.training.job.JobRecord.Unsubmitted;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.NodeRoles;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import java.time.Duration;
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
 * an unfinished job begins a new run from its last published checkpoint; one that is paused or
 * finished is only published again.
 *
 * <p>A paused job counts as unfinished here. The journal decides that it is paused; until its run
 * has ended, with a checkpoint of every committed step where that is possible in time, it shows as
 * {@link JobState#PAUSING}.
 *
 * <pre>
 * record       command or note            event              next record
 * unsubmitted  SubmitJob, inputs fit      JobSubmitted       submitted, a run begins
 * unsubmitted  SubmitJob, they do not     – (refused)        unsubmitted
 * known        SubmitJob, same            – (answered)       unchanged
 * known        SubmitJob, other           – (CONFLICT)       unchanged
 * submitted    generation began           GenerationStarted  training
 * training     generation began           GenerationStarted  training
 * training     checkpoint published       ProgressMade,      training
 *                                         CheckpointTaken,
 *                                         CheckpointsDropped   by its policy
 * training     evaluated                  JobEvaluated       training
 * training     no step comes any more     TrainingEnded      trained
 * trained      promoted                   JobPromoted        trained
 * trained      the version is deployed    JobDeployed        trained
 * unfinished   completed                  JobCompleted       finished
 * unfinished   failed                     JobFailed          finished
 * unfinished   a gang failed              GangFailed         unchanged
 * unfinished   one gang too many failed   GangFailed,        finished, the run ends
 *                                         JobFailed
 * unfinished   went on after an anomaly   AnomalyHandled     unchanged
 * unfinished   halted by an anomaly       AnomalyHandled,    finished, the run ends
 *                                         JobFailed
 * unfinished   PauseJob                   JobPaused          paused, the run ends
 * paused       PauseJob                   – (answered)       paused
 * paused       a fact of the last run     as above           paused
 * paused       how the last run ended     –                  paused
 * paused       ResumeJob                  JobResumed         as before, a run begins
 * not paused   ResumeJob                  – (answered)       unchanged
 * unfinished   CancelJob                  JobCancelled       finished, the run ends
 * finished     PauseJob                   – (CONFLICT)       finished
 * finished     CancelJob, was cancelled   – (answered)       finished
 * finished     CancelJob, was not         – (CONFLICT)       finished
 * finished     any note                   –                  finished
 * any          DescribeJob                –                  unchanged
 * </pre>
 *
 * <p>Before an event after which the job may rest, or be taken over by another node, its progress
 * is journalled too ({@link JobEvent.ProgressMade}), and again when a run ends that was to pause.
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
  private final LiveRun live;
  private final RunNotes notes;
  private final JobOrders orders;
  private int submissionsUnderWay;

  /** Starts the region. Call once on every coordinator. */
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
                .withRole(NodeRoles.COORDINATOR));
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
    this.live =
        new LiveRun(
            context, job -> new RunContext(job, environment, neighbours, context.getSelf()));
    this.notes = new RunNotes(context, id, environment, live, Effect(), this::publish);
    this.orders = new JobOrders(context, id, live, notes, Effect(), this::summary);
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
        .onCommand(PauseJob.class, pause -> refuseUnknown(pause.replyTo()))
        .onCommand(ResumeJob.class, resume -> refuseUnknown(resume.replyTo()))
        .onCommand(DescribeJob.class, describe -> refuseUnknown(describe.replyTo()));
    builder
        .forStateType(Paused.class)
        .onCommand(PauseJob.class, (job, pause) -> orders.answer(pause.replyTo(), job))
        .onCommand(ResumeJob.class, orders::onResume)
        .onCommand(RunNote.class, notes::onNoteWhilePaused);
    builder
        .forStateType(Unfinished.class)
        .onCommand(CancelJob.class, orders::onCancel)
        .onCommand(PauseJob.class, orders::onPause)
        .onCommand(LiveRun.Terminated.class, notes::onRunTerminated)
        .onCommand(LiveRun.Ended.class, notes::onRunEnded)
        .onCommand(RunNote.StateNoted.class, notes::onState)
        .onCommand(RunNote.ProgressNoted.class, notes::onProgress)
        .onCommand(RunNote.EventNoted.class, notes::onEvent)
        .onCommand(RunNote.JournalAsked.class, notes::onJournalAsked)
        .onCommand(RunNote.EvaluationNoted.class, notes::onEvaluation)
        .onCommand(RunNote.FailureNoted.class, notes::onFailure)
        .onCommand(RunNote.HaltNoted.class, notes::onHalt)
        .onCommand(RunNote.CompletionNoted.class, notes::onCompletion);
    builder
        .forStateType(Finished.class)
        .onCommand(CancelJob.class, orders::onCancelFinished)
        .onCommand(PauseJob.class, (job, pause) -> orders.refuseFinished(job, pause.replyTo()))
        .onCommand(LiveRun.Terminated.class, terminated -> Effect().noReply())
        .onCommand(LiveRun.Ended.class, ended -> Effect().noReply())
        .onCommand(RunNote.class, note -> Effect().noReply());
    builder
        .forStateType(Known.class)
        .onCommand(SubmitJob.class, orders::onSubmitAgain)
        .onCommand(
            InputsChecked.class, (job, checked) -> orders.onSubmitAgain(job, checked.request()))
        .onCommand(ResumeJob.class, (job, resume) -> orders.answer(resume.replyTo(), job))
        .onCommand(DescribeJob.class, (job, describe) -> orders.answer(describe.replyTo(), job));
    return builder.build();
  }

  @Override
  public EventHandler<JobRecord, JobEvent> eventHandler() {
    return JobTransitions.handler();
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
    live.forget();
    if (recovered instanceof Unfinished job && !(job instanceof Paused)) {
      live.begin(job);
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
    live.begin((Unfinished) submitted);
    publish(submitted);
  }

  private ReplyEffect<JobEvent, JobRecord> refuseUnknown(ActorRef<Outcome<JobSummary>> replyTo) {
    if (submissionsUnderWay == 0) {
      forget.accept(context.getSelf());
    }
    return orders.refuse(
        replyTo,
        ErrorCode.JOB_NOT_FOUND,
        "Expected a submitted job, but there is no [%s]".formatted(id));
  }

  // What the world sees

  private JobSummary summary(Known job) {
    JobSheet sheet = JobSheet.of(job.job()).sequenceNumber(lastSequenceNumber(context));
    if (job instanceof Unfinished unfinished) {
      live.overlay(unfinished, sheet);
    }
    return sheet.summary();
  }

  private void publish(JobRecord record) {
    if (record instanceof Known job) {
      catalog.publish(summary(job), lastSequenceNumber(context));
    }
  }
}
