package io.sampo.node.training.job;

import io.sampo.node.training.worker.TrainingWorker;
import io.sampo.node.training.worker.WorkerEnvironment;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.training.WorkerProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The part of a device that a training job sees: starts real workers and grants everything. */
final class WorkerHost extends AbstractBehavior<DeviceProtocol.Command> {

  /** Ends the worker as a lost node would, if there is one. */
  enum LoseWorker implements DeviceProtocol.Command {
    INSTANCE
  }

  private final NodeId node;
  private final WorkerEnvironment environment;
  private final Map<WorkerIncarnation, ActorRef<WorkerProtocol.Command>> workers = new HashMap<>();

  static Behavior<DeviceProtocol.Command> create(NodeId node, WorkerEnvironment environment) {
    return Behaviors.setup(context -> new WorkerHost(context, node, environment));
  }

  private WorkerHost(
      ActorContext<DeviceProtocol.Command> context, NodeId node, WorkerEnvironment environment) {
    super(context);
    this.node = node;
    this.environment = environment;
  }

  @Override
  public Receive<DeviceProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(WorkerProtocol.StartWorker.class, this::onStart)
        .onMessage(WorkerProtocol.StopWorker.class, stop -> stop(stop.worker()))
        .onMessage(LoseWorker.class, lose -> loseAll())
        .build();
  }

  private Behavior<DeviceProtocol.Command> onStart(WorkerProtocol.StartWorker start) {
    WorkerIncarnation incarnation = start.specification().incarnation();
    ActorRef<WorkerProtocol.Command> worker =
        getContext().spawnAnonymous(TrainingWorker.create(environment, start));
    workers.put(incarnation, worker);
    start.replyTo().tell(new WorkerProtocol.WorkerGranted(incarnation, node, worker));
    return this;
  }

  private Behavior<DeviceProtocol.Command> stop(WorkerIncarnation incarnation) {
    ActorRef<WorkerProtocol.Command> worker = workers.remove(incarnation);
    if (worker != null) {
      getContext().stop(worker);
    }
    return this;
  }

  private Behavior<DeviceProtocol.Command> loseAll() {
    List.copyOf(workers.keySet()).forEach(this::stop);
    return this;
  }
}
