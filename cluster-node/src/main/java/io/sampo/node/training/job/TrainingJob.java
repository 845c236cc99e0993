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
 * training     evaluated                  JobEvaluated       evaluated
 * evaluated    promoted                   JobPromoted        evaluated
 * evaluated    the version is deployed    JobDeployed        evaluated
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
    this.live =
        new LiveRun(
            context, job -> new RunContext(job, environment, neighbours, context.getSelf()));
    this.notes = new RunNotes(context, id, environment, live, Effect(), this::publish);
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
        .onCommand(PauseJob.class, (job, pause) -> answer(pause.replyTo(), job))
        .onCommand(ResumeJob.class, this::onResume)
        .onCommand(RunNote.class, notes::onNoteWhilePaused);
    builder
        .forStateType(Unfinished.class)
        .onCommand(CancelJob.class, this::onCancel)
        .onCommand(PauseJob.class, this::onPause)
        .onCommand(LiveRun.Terminated.class, notes::onRunTerminated)
        .onCommand(LiveRun.Ended.class, notes::onRunEnded)
        .onCommand(RunNote.StateNoted.class, notes::onState)
        .onCommand(RunNote.ProgressNoted.class, notes::onProgress)
        .onCommand(RunNote.EventNoted.class, notes::onEvent)
        .onCommand(RunNote.FailureNoted.class, notes::onFailure)
        .onCommand(RunNote.HaltNoted.class, notes::onHalt)
        .onCommand(RunNote.CompletionNoted.class, notes::onCompletion);
    builder
        .forStateType(Finished.class)
        .onCommand(CancelJob.class, this::onCancelFinished)
        .onCommand(PauseJob.class, (job, pause) -> refuseFinished(job, pause.replyTo()))
        .onCommand(LiveRun.Terminated.class, terminated -> Effect().noReply())
        .onCommand(LiveRun.Ended.class, ended -> Effect().noReply())
        .onCommand(RunNote.class, note -> Effect().noReply());
    builder
        .forStateType(Known.class)
        .onCommand(SubmitJob.class, this::onSubmitAgain)
        .onCommand(InputsChecked.class, (job, checked) -> onSubmitAgain(job, checked.request()))
        .onCommand(ResumeJob.class, (job, resume) -> answer(resume.replyTo(), job))
        .onCommand(DescribeJob.class, (job, describe) -> answer(describe.replyTo(), job));
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

  private ReplyEffect<JobEvent, JobRecord> onSubmitAgain(Known job, SubmitJob request) {
    if (job.job().specification().equals(request.specification())) {
      return answer(request.replyTo(), job);
    }
    return refuse(
        request.replyTo(),
        ErrorCode.CONFLICT,
        "Expected the specification that job [%s] was submitted with, but it differs"
            .formatted(id));
  }

  private ReplyEffect<JobEvent, JobRecord> refuseUnknown(ActorRef<Outcome<JobSummary>> replyTo) {
    if (submissionsUnderWay == 0) {
      forget.accept(context.getSelf());
    }
    return refuse(
        replyTo,
        ErrorCode.JOB_NOT_FOUND,
        "Expected a submitted job, but there is no [%s]".formatted(id));
  }

  // Pause, resumption, cancellation

  private ReplyEffect<JobEvent, JobRecord> onPause(Unfinished job, PauseJob pause) {
    return Effect()
        .persist(notes.withProgress(job, new JobEvent.JobPaused(pause.at())))
        .thenRun(
            (JobRecord paused) -> {
              context.getLog().info("Job [{}] is to pause", id);
              live.pause();
              publish(paused);
            })
        .thenReply(pause.replyTo(), paused -> Outcome.of(summary((Known) paused)));
  }

  private ReplyEffect<JobEvent, JobRecord> onResume(Paused job, ResumeJob resume) {
    return Effect()
        .persist(new JobEvent.JobResumed(resume.at()))
        .thenRun(
            (JobRecord resumed) -> {
              context.getLog().info("Job [{}] was resumed", id);
              live.begin((Unfinished) resumed);
              publish(resumed);
            })
        .thenReply(resume.replyTo(), resumed -> Outcome.of(summary((Known) resumed)));
  }

  private ReplyEffect<JobEvent, JobRecord> onCancel(Unfinished job, CancelJob cancel) {
    return Effect()
        .persist(notes.withProgress(job, new JobEvent.JobCancelled(cancel.at())))
        .thenRun(notes::onJournalled)
        .thenReply(cancel.replyTo(), cancelled -> Outcome.of(summary((Known) cancelled)));
  }

  private ReplyEffect<JobEvent, JobRecord> onCancelFinished(Finished job, CancelJob cancel) {
    if (job.job().state() == JobState.CANCELLED) {
      return answer(cancel.replyTo(), job);
    }
    return refuseFinished(job, cancel.replyTo());
  }

  private ReplyEffect<JobEvent, JobRecord> refuseFinished(
      Finished job, ActorRef<Outcome<JobSummary>> replyTo) {
    return refuse(
        replyTo,
        ErrorCode.CONFLICT,
        "Expected job [%s] to be unfinished, but it is %s".formatted(id, job.job().state()));
  }

  // What the world sees

  private JobSummary summary(Known job) {
    JobSheet sheet = JobSheet.of(job.job()).sequenceNumber(lastSequenceNumber(context));
    if (job instanceof Unfinished unfinished) {
      live.overlay(unfinished, sheet);
    }
    return sheet.summary();
  }

  private ReplyEffect<JobEvent, JobRecord> answer(
      ActorRef<Outcome<JobSummary>> replyTo, Known job) {
    return Effect().reply(replyTo, Outcome.of(summary(job)));
  }

  private ReplyEffect<JobEvent, JobRecord> refuse(
      ActorRef<Outcome<JobSummary>> replyTo, ErrorCode code, String message) {
    return Effect().reply(replyTo, Outcome.refused(code, message));
  }

  private void publish(JobRecord record) {
    if (record instanceof Known job) {
      catalog.publish(summary(job), lastSequenceNumber(context));
    }
  }
}
