package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.Reply;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How answers get to routers: in a message, or by the courier of this node if they go to another
 * one and are too large for a message. Thread-safe.
 */
final class ReplicaAnswers {
  private final ActorRef<TransferProtocol.Command> courier;

  ReplicaAnswers(ActorRef<TransferProtocol.Command> courier) {
    this.courier = requireNonNull(courier, "courier is null");
  }

  /**
   * @param timeLeft of the request; nobody waits for the answer after it
   */
  void send(ActorRef<Reply> router, InferChunk chunk, Duration timeLeft) {
    if (router.path().address().hasLocalScope()) {
      router.tell(chunk);
      return;
    }
    Parcel.Answer parcel = new Parcel.Answer(router, chunk);
    if (parcel.byteCount() <= TransferProtocol.LARGEST_INSIDE) {
      router.tell(chunk);
    } else {
      courier.tell(new TransferProtocol.Send(parcel, timeLeft));
    }
  }
}
