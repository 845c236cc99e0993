package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.checkpoint.CheckpointCopy;
import io.sampo.node.training.ring.DataPlaneException;
import io.sampo.node.training.step.StepWorker;
import io.sampo.node.training.step.WorkerAction;
import io.sampo.node.training.step.WorkerEvent;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Command;
import io.sampo.protocol.training.WorkerProtocol.DeliverOrder;
import io.sampo.protocol.training.WorkerProtocol.DeliverReport;
import io.sampo.protocol.training.WorkerProtocol.Evaluate;
import io.sampo.protocol.training.WorkerProtocol.Introduce;
import io.sampo.protocol.training.WorkerProtocol.Peer;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerSpecification;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One incarnation of a worker: a child of the node's device, around the pure {@link StepWorker}.
 * What blocks runs on a thread of its own, one thing after the other; checkpoints are written by a
 * second one, from copies. Whatever it cannot do ends it: it tells the job why and stops, and the
 * job starts another incarnation. Stops also when the job's actor does.
 */
public final class TrainingWorker extends AbstractBehavior<Command> {

  /** Something that the device did, or did not. */
  private sealed interface Done extends Command {}

  private record Loaded(WorkerDevice.Loaded facts) implements Done {}

  private record Reduced(WorkerDevice.Staged staged) implements Done {}

  private record ReductionFailed(GenerationStep step, DataPlaneException cause) implements Done {}

  private record Applied(WorkerDevice.Applied applied) implements Done {}

  private record CheckpointCopied(GenerationStep at, CheckpointCopy copy) implements Done {}

  private record CheckpointStored(long generation, Checkpoint.Stored checkpoint) implements Done {}

  private record CheckpointFailed(GenerationStep at, PlatformError error) implements Done {}

  /** Empty where the parameters were those of another step. */
  private record EvaluationDone(Evaluate order, Optional<EvaluationSums> sums) implements Done {}

  private record DeviceFailed(PlatformError error) implements Done {}

  private enum Finished implements Done {
    INSTANCE
  }

  private enum OfferAgain implements Command {
    INSTANCE
  }

  private enum JobEnded implements Command {
    INSTANCE
  }

  private final ActorRef<Report> job;
  private final WorkerSpecification specification;
  private final InetSocketAddress dataPlane;
  private final StepWorker transaction;
  private final WorkerDevice device;
  private final SerialThread thread;
  private final CheckpointWriter writer;
  private final Map<WorkerIncarnation, Peer> peers = new HashMap<>();
  private CoordinatorIncarnation coordinator;
  private Evaluate evaluating;

  public static Behavior<Command> create(WorkerEnvironment environment, StartWorker start) {
    requireNonNull(environment, "environment is null");
    requireNonNull(start, "start is null");
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new TrainingWorker(context, timers, environment, start)));
  }

  private TrainingWorker(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkerEnvironment environment,
      StartWorker start) {
    super(context);
    context.setLoggerName(TrainingWorker.class);
    this.job = start.job();
    this.specification = start.specification();
    this.dataPlane = environment.dataPlane().address();
    this.transaction = new StepWorker(specification.incarnation(), specification.job().anomalies());
    this.device = new WorkerDevice(environment, specification);
    String name = "%s-%s".formatted(specification.id(), specification.incarnation());
    this.thread = new SerialThread("training-" + name);
    this.writer = new CheckpointWriter(environment.artifacts(), "checkpoint-" + name);
    context.watchWith(job, JobEnded.INSTANCE);
    timers.startTimerWithFixedDelay(OfferAgain.INSTANCE, environment.settings().offerEvery());
    onDevice(device::load, Loaded::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Introduce.class, this::onIntroduce)
        .onMessage(DeliverOrder.class, this::onOrder)
        .onMessage(Evaluate.class, this::onEvaluate)
        .onMessage(Loaded.class, this::onLoaded)
        .onMessage(Reduced.class, this::onReduced)
        .onMessage(ReductionFailed.class, this::onReductionFailed)
        .onMessage(Applied.class, this::onApplied)
        .onMessage(CheckpointCopied.class, copied -> writeCheckpoint(copied.at(), copied.copy()))
        .onMessage(CheckpointStored.class, this::onCheckpointStored)
        .onMessage(CheckpointFailed.class, this::onCheckpointFailed)
        .onMessage(EvaluationDone.class, this::onEvaluationDone)
        .onMessage(DeviceFailed.class, failed -> fail(failed.error()))
        .onMessage(Finished.class, finished -> this)
        .onMessage(OfferAgain.class, again -> offer())
        .onMessage(JobEnded.class, ended -> onJobEnded())
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onLoaded(Loaded loaded) {
    job.tell(
        new WorkerProtocol.WorkerReady(
            specification.incarnation(),
            dataPlane.getHostString(),
            dataPlane.getPort(),
            loaded.facts().parameters(),
            loaded.facts().samples()));
    return this;
  }

  private Behavior<Command> onIntroduce(Introduce introduce) {
    introduce.peers().forEach(peer -> peers.put(peer.worker(), peer));
    coordinator = introduce.coordinator();
    return offer();
  }

  private Behavior<Command> offer() {
    return coordinator == null ? this : feed(new WorkerEvent.CoordinatorFound(coordinator));
  }

  private Behavior<Command> onOrder(DeliverOrder delivered) {
    return feed(new WorkerEvent.Ordered(delivered.order()));
  }

  private Behavior<Command> onReduced(Reduced reduced) {
    WorkerDevice.Staged staged = reduced.staged();
    return feed(
        new WorkerEvent.StagingReady(
            staged.step(),
            staged.reduced().checksum(),
            staged.stateChecksum(),
            staged.loss(),
            staged.finite()));
  }

  private Behavior<Command> onReductionFailed(ReductionFailed failed) {
    getContext()
        .getLog()
        .warn(
            "Worker [{}] gave up step [{}]: {}",
            specification.incarnation(),
            failed.step(),
            failed.cause().getMessage());
    return feed(new WorkerEvent.DataPlaneReset(failed.step()));
  }

  private Behavior<Command> onApplied(Applied done) {
    WorkerDevice.Applied applied = done.applied();
    if (applied.rank() == 0) {
      job.tell(
          new WorkerProtocol.StepMeasured(
              specification.incarnation(),
              applied.step(),
              applied.total().lossSum(),
              applied.total().correct(),
              applied.total().samples()));
    }
    return this;
  }

  private Behavior<Command> writeCheckpoint(GenerationStep at, CheckpointCopy copy) {
    pipe(
        writer.write(copy),
        stored -> new CheckpointStored(at.generation(), stored),
        failure -> new CheckpointFailed(at, PlatformError.from(failure)));
    return this;
  }

  private Behavior<Command> onCheckpointFailed(CheckpointFailed failed) {
    if (!writer.isBearable(failed.error())) {
      return fail(failed.error());
    }
    getContext()
        .getLog()
        .warn("No checkpoint of step [{}]: {}", failed.at(), failed.error().message());
    return feed(new WorkerEvent.CheckpointFailed());
  }

  private Behavior<Command> onCheckpointStored(CheckpointStored stored) {
    writer.succeeded();
    return feed(new WorkerEvent.CheckpointStored(stored.generation(), stored.checkpoint()));
  }

  private Behavior<Command> onEvaluate(Evaluate order) {
    // It comes again for as long as it is not answered.
    if (!order.equals(evaluating)) {
      evaluating = order;
      onDevice(
          () -> device.evaluate(order.at().step(), order.from(), order.to()),
          sums -> new EvaluationDone(order, sums));
    }
    return this;
  }

  private Behavior<Command> onEvaluationDone(EvaluationDone done) {
    if (done.order().equals(evaluating)) {
      evaluating = null;
    }
    done.sums()
        .ifPresent(
            sums ->
                job.tell(
                    new WorkerProtocol.Evaluated(
                        specification.incarnation(), done.order().at(), sums)));
    return this;
  }

  private Behavior<Command> feed(WorkerEvent event) {
    List<WorkerAction> actions = transaction.handle(event);
    for (WorkerAction action : actions) {
      if (action instanceof WorkerAction.Rejoin rejoin) {
        return fail(new PlatformError(ErrorCode.CONFLICT, rejoin.reason()));
      }
      carryOut(action);
    }
    return this;
  }

  private void carryOut(WorkerAction action) {
    if (action instanceof WorkerAction.Send send) {
      job.tell(new DeliverReport(send.report()));
    } else if (action instanceof WorkerAction.Abandon abandon) {
      device.abandon(abandon.step());
    } else if (action instanceof WorkerAction.Compute compute) {
      Map<WorkerIncarnation, Peer> known = Map.copyOf(peers);
      onDevice(
          () -> device.compute(compute.step(), known),
          Reduced::new,
          failure -> computationFailed(compute.step().step(), failure));
    } else if (action instanceof WorkerAction.Apply apply) {
      onDevice(() -> device.apply(apply.step()), Applied::new);
    } else if (action instanceof WorkerAction.Skip skip) {
      onDevice(() -> device.skip(skip.step()), Applied::new);
    } else if (action instanceof WorkerAction.Restore restore) {
      onDevice(
          Executors.callable(() -> device.restore(restore.checkpoint())),
          restored -> Finished.INSTANCE);
    } else if (action instanceof WorkerAction.WriteCheckpoint write) {
      onDevice(device::copyCheckpoint, copy -> new CheckpointCopied(write.at(), copy));
    } else if (action instanceof WorkerAction.CheckpointSkipped skipped) {
      getContext()
          .getLog()
          .warn("No checkpoint of step [{}]: the one before was still being written", skipped.at());
    }
    // Drop needs nothing: the next reduction overwrites the staging. Fetch is not answered: the
    // job never starts a worker while a generation lives, so nobody joins one.
  }

  private <T> void onDevice(Callable<T> work, Function<T, Command> done) {
    onDevice(work, done, cause -> new DeviceFailed(PlatformError.from(cause)));
  }

  private <T> void onDevice(
      Callable<T> work, Function<T, Command> done, Function<Throwable, Command> failed) {
    pipe(thread.call(work), done, failed);
  }

  private <T> void pipe(
      CompletableFuture<T> result, Function<T, Command> done, Function<Throwable, Command> failed) {
    getContext()
        .pipeToSelf(
            result,
            (value, failure) -> failure == null ? done.apply(value) : failed.apply(failure));
  }

  private static Command computationFailed(GenerationStep step, Throwable failure) {
    return failure instanceof DataPlaneException cause
        ? new ReductionFailed(step, cause)
        : new DeviceFailed(PlatformError.from(failure));
  }

  private Behavior<Command> fail(PlatformError error) {
    getContext()
        .getLog()
        .warn(
            "Worker [{}] of job [{}] ends: {}",
            specification.incarnation(),
            specification.id(),
            error.message());
    job.tell(new WorkerProtocol.WorkerFailed(specification.incarnation(), error));
    return Behaviors.stopped();
  }

  private Behavior<Command> onJobEnded() {
    getContext().getLog().info("Worker [{}] ends with its job", specification.incarnation());
    return Behaviors.stopped();
  }

  private Behavior<Command> onStopped() {
    device.abandon(new GenerationStep(Long.MAX_VALUE, Long.MAX_VALUE));
    thread.endAfter(device::close);
    writer.end();
    return this;
  }
}
