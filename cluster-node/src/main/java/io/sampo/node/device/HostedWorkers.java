package io.sampo.node.device;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Starts and stops the training workers of a device as its children. Runs in the thread of the
 * device; not thread-safe.
 */
final class HostedWorkers {
  private final ActorContext<DeviceProtocol.Command> device;
  private final WorkerFactory factory;
  private final Executor executor;
  private final NodeId node;
  private final ReservationLedger ledger;
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
      NodeId node,
      ReservationLedger ledger,
      Function<WorkerIncarnation, DeviceProtocol.Command> terminated) {
    this.device = device;
    this.factory = factory;
    this.executor = executor;
    this.node = node;
    this.ledger = ledger;
    this.terminated = terminated;
  }

  /**
   * @param closed why the device takes nothing new, if that is so
   */
  void start(WorkerProtocol.StartWorker start, Optional<PlatformError> closed) {
    WorkerIncarnation id = start.specification().incarnation();
    Optional<ActorRef<WorkerProtocol.Command>> held = find(id);
    Optional<PlatformError> refusal =
        held.isPresent()
            ? Optional.empty()
            : closed.or(() -> ledger.reserve(id, start.specification().bytes()));
    if (refusal.isPresent()) {
      start.replyTo().tell(new WorkerRefused(id, node, refusal.get()));
      return;
    }
    ActorRef<WorkerProtocol.Command> worker = held.orElseGet(() -> spawn(start));
    start.replyTo().tell(new WorkerGranted(id, node, worker));
  }

  /**
   * Not supervised: a worker that broke is no member of its gang any more, and its job starts
   * another.
   */
  private ActorRef<WorkerProtocol.Command> spawn(WorkerProtocol.StartWorker start) {
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

  /** It has ended, and so has its reservation. */
  void gone(WorkerIncarnation incarnation) {
    ledger.release(incarnation);
    hosted.remove(incarnation);
  }

  private Optional<ActorRef<WorkerProtocol.Command>> find(WorkerIncarnation incarnation) {
    return Optional.ofNullable(hosted.get(incarnation));
  }

  int size() {
    return hosted.size();
  }
}
