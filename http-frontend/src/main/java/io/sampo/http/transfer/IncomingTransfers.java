package io.sampo.http.transfer;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol.Accepted;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import io.sampo.protocol.transfer.TransferProtocol.Command;
import io.sampo.protocol.transfer.TransferProtocol.Credit;
import io.sampo.protocol.transfer.TransferProtocol.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The parcels that one courier receives, and the room that is reserved for them. Belongs to it and
 * runs in its thread; times are nanoseconds.
 */
final class IncomingTransfers {

  private final TransferSettings settings;
  private final ActorRef<Command> courier;
  private final ReceptionLedger ledger;
  private final Map<TransferId, IncomingTransfer> transfers = new HashMap<>();

  /**
   * @param courier where chunks are to go
   */
  IncomingTransfers(TransferSettings settings, ActorRef<Command> courier) {
    this.settings = settings;
    this.courier = courier;
    this.ledger = new ReceptionLedger(settings.receptionLimit());
  }

  /** Reserves room, if there is some; false if the parcel was refused. */
  boolean begin(Announce announce, long now) {
    long bytes = IncomingTransfer.byteCount(announce);
    if (bytes > settings.largest()) {
      refuse(announce, TransferRefusals.tooLarge(bytes, settings.largest()));
      return false;
    }
    if (!ledger.reserve(bytes)) {
      refuse(announce, TransferRefusals.noRoom(bytes, ledger));
      return false;
    }
    try {
      transfers.put(
          announce.transfer(), new IncomingTransfer(announce, now + announce.timeLeft().toNanos()));
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException malformed) {
      ledger.release(bytes);
      refuse(announce, new PlatformError(ErrorCode.INVALID_ARGUMENT, malformed.getMessage()));
      return false;
    }
    announce.sender().tell(new Accepted(announce.transfer(), settings.window(), courier));
    return true;
  }

  private static void refuse(Announce announce, PlatformError error) {
    announce.sender().tell(new Refused(announce.transfer(), error));
  }

  /** Takes a chunk; delivers the parcel with the last one. */
  void take(Chunk chunk) {
    IncomingTransfer transfer = transfers.get(chunk.transfer());
    if (transfer == null) {
      return;
    }
    if (!transfer.take(chunk)) {
      giveUp(chunk.transfer(), TransferRefusals.chunkMissing(transfer.nextIndex(), chunk.index()));
      return;
    }
    boolean complete = transfer.isComplete();
    transfer.sender().tell(new Credit(chunk.transfer(), 1, complete));
    if (complete) {
      forget(chunk.transfer());
      deliver(transfer.complete());
    }
  }

  private static void deliver(Parcel parcel) {
    if (parcel instanceof Parcel.Request request) {
      request.recipient().tell(request.infer());
    } else if (parcel instanceof Parcel.Answer answer) {
      answer.recipient().tell(answer.chunk());
    }
  }

  /** Gives its room back; false if it is not known, or delivered already. */
  boolean forget(TransferId id) {
    IncomingTransfer transfer = transfers.remove(id);
    if (transfer != null) {
      ledger.release(transfer.byteCount());
    }
    return transfer != null;
  }

  /** Nobody waits for the answer any more. */
  void abandon(RequestId request) {
    for (Map.Entry<TransferId, IncomingTransfer> entry : List.copyOf(transfers.entrySet())) {
      if (entry.getValue().parcel().requestId().equals(request)) {
        giveUp(entry.getKey(), TransferRefusals.notNeeded());
      }
    }
  }

  void peerLost(ActorRef<Command> peer) {
    for (Map.Entry<TransferId, IncomingTransfer> entry : List.copyOf(transfers.entrySet())) {
      if (entry.getValue().sender().equals(peer)) {
        forget(entry.getKey());
      }
    }
  }

  void expire(long now) {
    if (!transfers.isEmpty()) {
      List.copyOf(transfers.entrySet()).stream()
          .filter(entry -> entry.getValue().isExpired(now))
          .forEach(entry -> giveUp(entry.getKey(), TransferRefusals.expired()));
    }
  }

  private void giveUp(TransferId id, PlatformError why) {
    ActorRef<Command> sender = transfers.get(id).sender();
    forget(id);
    sender.tell(new Refused(id, why));
  }
}
