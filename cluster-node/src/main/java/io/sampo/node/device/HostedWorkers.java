package io.sampo.node.device;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.training.WorkerProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The training workers that live on a device, as its children. Not thread-safe. */
final class HostedWorkers {
  private final ActorContext<DeviceProtocol.Command> device;
  private final WorkerFactory factory;
  private final Executor executor;
  private final Function<WorkerIncarnation, DeviceProtocol.Command> terminated;
  private final Map<WorkerIncarnation, ActorRef<WorkerProtocol.Command>> hosted =
      new LinkedHashMap<>();

  /**
   * @param terminated what the device is told when a worker has ended
   */
  HostedWorkers(
      ActorContext<DeviceProtocol.Command> device,
      WorkerFactory factory,
      Executor executor,
      Function<WorkerIncarnation, DeviceProtocol.Command> terminated) {
    this.device = device;
    this.factory = factory;
    this.executor = executor;
    this.terminated = terminated;
  }

  /**
   * Not supervised: a worker that broke is no member of its gang any more, and its job starts
   * another.
   */
  ActorRef<WorkerProtocol.Command> spawn(WorkerProtocol.StartWorker start) {
    WorkerIncarnation id = start.specification().incarnation();
    ActorRef<WorkerProtocol.Command> worker =
        device.spawn(factory.create(start, executor), "worker~" + id);
    device.watchWith(worker, terminated.apply(id));
    hosted.put(id, worker);
    return worker;
  }

  void stop(WorkerIncarnation incarnation) {
    find(incarnation).ifPresent(device::stop);
  }

  void stopAll() {
    List.copyOf(hosted.values()).forEach(device::stop);
  }

  void remove(WorkerIncarnation incarnation) {
    hosted.remove(incarnation);
  }

  Optional<ActorRef<WorkerProtocol.Command>> find(WorkerIncarnation incarnation) {
    return Optional.ofNullable(hosted.get(incarnation));
  }

  int size() {
    return hosted.size();
  }
}
