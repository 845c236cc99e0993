package io.sampo.http.routing;

import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How requests get to replicas: in a message, or by the courier of this node if they are too large
 * for one. Not thread-safe.
 */
final class ReplicaCalls {

  /** In bytes a second: a carried request is not called silent before it can have arrived. */
  private static final long SLOWEST_LINK = 16L * 1024 * 1024;

  private static final long SECOND = 1_000_000_000L;

  private final ActorRef<ReplicaProtocol.Reply> replyTo;
  private final Supplier<ActorRef<TransferProtocol.Command>> courier;

  /**
   * @param courier of this node
   */
  ReplicaCalls(
      ActorRef<ReplicaProtocol.Reply> replyTo,
      Supplier<ActorRef<TransferProtocol.Command>> courier) {
    this.replyTo = replyTo;
    this.courier = courier;
  }

  void send(Attempt attempt, long now) {
    RoutedRequest routed = attempt.request().routed();
    Duration timeLeft = Duration.ofNanos(routed.deadline() - now);
    ActorRef<ReplicaProtocol.Command> replica = attempt.replica().ref();
    ReplicaProtocol.Infer infer =
        new ReplicaProtocol.Infer(
            attempt.id(),
            timeLeft,
            routed.trace(),
            routed.inputs(),
            routed.outputs(),
            routed.priority(),
            replyTo);
    if (attempt.isCarried()) {
      courier.get().tell(new TransferProtocol.Send(new Parcel.Request(replica, infer), timeLeft));
    } else {
      replica.tell(infer);
    }
  }

  void cancel(Attempt attempt) {
    ReplicaSlot replica = attempt.replica();
    if (replica.isLocal()) {
      replica.ref().tell(new ReplicaProtocol.CancelInfer(attempt.id()));
    } else {
      // Its answer may be on its way in chunks, even if its request was small.
      courier.get().tell(new TransferProtocol.Abandon(attempt.id(), replica.ref()));
    }
  }

  /** What is added to the patience with an attempt for the way of its inputs. */
  static long travelTime(Attempt attempt) {
    return attempt.isCarried()
        ? attempt.request().routed().inputBytes() * SECOND / SLOWEST_LINK
        : 0;
  }
}
