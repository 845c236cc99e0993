package io.sampo.http.transfer;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol.Accepted;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import io.sampo.protocol.transfer.TransferProtocol.Command;
import io.sampo.protocol.transfer.TransferProtocol.Credit;
import io.sampo.protocol.transfer.TransferProtocol.Drop;
import io.sampo.protocol.transfer.TransferProtocol.Refused;
import io.sampo.protocol.transfer.TransferProtocol.Send;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The parcels that one courier sends. Belongs to it and runs in its thread; times are nanoseconds.
 */
final class OutgoingTransfers {

  private final TransferSettings settings;
  private final Function<Address, ActorRef<Command>> peers;
  private final ActorRef<Command> courier;
  private final Map<TransferId, OutgoingTransfer> transfers = new HashMap<>();

  /**
   * @param peers the couriers of other nodes, by address
   * @param courier where their answers go
   */
  OutgoingTransfers(
      TransferSettings settings,
      Function<Address, ActorRef<Command>> peers,
      ActorRef<Command> courier) {
    this.settings = settings;
    this.peers = peers;
    this.courier = courier;
  }

  void begin(Send send, long now) {
    Parcel parcel = send.parcel();
    if (parcel.byteCount() > settings.largest()) {
      fail(parcel, TransferRefusals.tooLarge(parcel.byteCount(), settings.largest()));
      return;
    }
    if (transfers.size() >= settings.outgoingLimit()) {
      fail(parcel, TransferRefusals.tooMany(settings.outgoingLimit()));
      return;
    }
    OutgoingTransfer transfer =
        new OutgoingTransfer(
            TransferId.random(),
            parcel,
            now + send.timeLeft().toNanos(),
            settings.chunkBytes(),
            peers.apply(parcel.destination()));
    transfers.put(transfer.id(), transfer);
    transfer.receiver().tell(transfer.announce(send.timeLeft(), courier));
  }

  /** Sends the first chunks; false if the parcel is not wanted any more. */
  boolean accepted(Accepted accepted) {
    OutgoingTransfer transfer = transfers.get(accepted.transfer());
    if (transfer == null) {
      return false;
    }
    transfer.accepted(accepted.credits(), accepted.receiver());
    sendChunks(transfer);
    return true;
  }

  void credited(Credit credit) {
    OutgoingTransfer transfer = transfers.get(credit.transfer());
    if (transfer == null) {
      return;
    }
    if (credit.complete()) {
      transfers.remove(credit.transfer());
    } else {
      transfer.credit(credit.chunks());
      sendChunks(transfer);
    }
  }

  private static void sendChunks(OutgoingTransfer transfer) {
    for (Optional<Chunk> chunk = transfer.next(); chunk.isPresent(); chunk = transfer.next()) {
      transfer.receiver().tell(chunk.get());
    }
  }

  void refused(Refused refused) {
    OutgoingTransfer transfer = transfers.remove(refused.transfer());
    if (transfer != null) {
      fail(transfer.parcel(), refused.error());
    }
  }

  /**
   * Nobody waits for the answer any more.
   *
   * @return whether the request itself was still on its way
   */
  boolean abandon(RequestId request) {
    boolean onItsWay = false;
    for (OutgoingTransfer transfer : List.copyOf(transfers.values())) {
      if (transfer.parcel().requestId().equals(request)) {
        onItsWay |= transfer.parcel() instanceof Parcel.Request;
        giveUp(transfer);
      }
    }
    return onItsWay;
  }

  void peerLost(ActorRef<Command> peer) {
    for (OutgoingTransfer transfer : List.copyOf(transfers.values())) {
      if (transfer.receiver().equals(peer)) {
        transfers.remove(transfer.id());
        fail(transfer.parcel(), TransferRefusals.peerLost(peer));
      }
    }
  }

  void expire(long now) {
    if (!transfers.isEmpty()) {
      List.copyOf(transfers.values()).stream()
          .filter(transfer -> transfer.isExpired(now))
          .forEach(this::giveUp);
    }
  }

  private void giveUp(OutgoingTransfer transfer) {
    transfers.remove(transfer.id());
    transfer.receiver().tell(new Drop(transfer.id(), transfer.emptied()));
  }

  /** Who waits for the answer hears why it cannot come this way. */
  private static void fail(Parcel parcel, PlatformError error) {
    if (parcel instanceof Parcel.Request request) {
      request.infer().replyTo().tell(new InferRefused(request.requestId(), error, 0));
    } else if (parcel instanceof Parcel.Answer answer) {
      answer
          .recipient()
          .tell(new InferRefused(answer.requestId(), error, answer.chunk().queueLength()));
    }
  }
}
