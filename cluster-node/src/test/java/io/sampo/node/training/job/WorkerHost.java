package io.sampo.node.training.job;

import io.sampo.node.training.worker.TrainingWorker;
import io.sampo.node.training.worker.WorkerEnvironment;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.training.WorkerProtocol;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The part of a device that a training job sees: starts real workers in so many places, and gives a
 * place back when its worker has ended.
 */
final class WorkerHost extends AbstractBehavior<DeviceProtocol.Command> {

  /** Ends the worker as a lost node would, if there is one. */
  enum LoseWorker implements DeviceProtocol.Command {
    INSTANCE
  }

  private record WorkerGone(WorkerIncarnation worker) implements DeviceProtocol.Command {}

  private final NodeId node;
  private final WorkerEnvironment environment;
  private final int places;
  private final Consumer<DeviceReport> reports;
  private final Map<WorkerIncarnation, ActorRef<WorkerProtocol.Command>> workers = new HashMap<>();

  /**
   * @param reports told of every change, in the thread of this actor
   */
  static Behavior<DeviceProtocol.Command> create(
      NodeId node, WorkerEnvironment environment, int places, Consumer<DeviceReport> reports) {
    return Behaviors.setup(context -> new WorkerHost(context, node, environment, places, reports));
  }

  private WorkerHost(
      ActorContext<DeviceProtocol.Command> context,
      NodeId node,
      WorkerEnvironment environment,
      int places,
      Consumer<DeviceReport> reports) {
    super(context);
    this.node = node;
    this.environment = environment;
    this.places = places;
    this.reports = reports;
  }

  /** What a host says that has so many workers; each of them takes a place of one gibibyte. */
  static DeviceReport report(NodeId node, int places, int workers) {
    long capacity = (long) places << 30;
    long reserved = (long) workers << 30;
    return new DeviceReport(
        node,
        "cpu",
        capacity,
        reserved,
        capacity,
        0,
        Instant.EPOCH,
        0,
        workers,
        "1.0.0",
        "",
        false,
        false);
  }

  @Override
  public Receive<DeviceProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(WorkerProtocol.StartWorker.class, this::onStart)
        .onMessage(WorkerProtocol.StopWorker.class, stop -> stop(stop.worker()))
        .onMessage(LoseWorker.class, lose -> loseAll())
        .onMessage(WorkerGone.class, gone -> onGone(gone.worker()))
        .build();
  }

  private Behavior<DeviceProtocol.Command> onStart(WorkerProtocol.StartWorker start) {
    WorkerIncarnation incarnation = start.specification().incarnation();
    if (workers.size() == places) {
      PlatformError full = new PlatformError(ErrorCode.DEVICE_FULL, "Expected a place, but none");
      start.replyTo().tell(new WorkerProtocol.WorkerRefused(incarnation, node, full));
      return this;
    }
    ActorRef<WorkerProtocol.Command> worker =
        getContext().spawnAnonymous(TrainingWorker.create(environment, start));
    getContext().watchWith(worker, new WorkerGone(incarnation));
    workers.put(incarnation, worker);
    reports.accept(report(node, places, workers.size()));
    start.replyTo().tell(new WorkerProtocol.WorkerGranted(incarnation, node, worker));
    return this;
  }

  private Behavior<DeviceProtocol.Command> stop(WorkerIncarnation incarnation) {
    ActorRef<WorkerProtocol.Command> worker = workers.get(incarnation);
    if (worker != null) {
      getContext().stop(worker);
    }
    return this;
  }

  private Behavior<DeviceProtocol.Command> onGone(WorkerIncarnation incarnation) {
    workers.remove(incarnation);
    reports.accept(report(node, places, workers.size()));
    return this;
  }

  private Behavior<DeviceProtocol.Command> loseAll() {
    List.copyOf(workers.keySet()).forEach(this::stop);
    return this;
  }
}
