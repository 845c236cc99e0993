package io.sampo.http.transfer;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.transfer.Couriers;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol.Abandon;
import io.sampo.protocol.transfer.TransferProtocol.Accepted;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
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
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Carries parcels to and from other nodes; one on every node, found by its path. Its messages have
 * a lane of their own in remoting, so that chunks hold up nothing else. A parcel is delivered once
 * or its failure is told to who waits for the answer; at its deadline it is dropped without a word,
 * because then nobody waits.
 */
public final class TensorCourier extends AbstractBehavior<Command> {

  private enum Tick implements Command {
    INSTANCE
  }

  private record PeerLost(ActorRef<Command> peer) implements Command {}

  public static Behavior<Command> create(TransferSettings settings) {
    return Behaviors.setup(
        context ->
            create(settings, node -> Couriers.on(context.getSystem(), node), System::nanoTime));
  }

  /**
   * @param peers the couriers of other nodes, by address
   */
  static Behavior<Command> create(
      TransferSettings settings,
      Function<Address, ActorRef<Command>> peers,
      LongSupplier nanoTime) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, settings.tickInterval());
                  return new TensorCourier(context, settings, peers, nanoTime);
                }));
  }

  private final TransferSettings settings;
  private final Function<Address, ActorRef<Command>> peers;
  private final LongSupplier nanoTime;
  private final ReceptionLedger ledger;
  private final Map<TransferId, OutgoingTransfer> outgoing = new HashMap<>();
  private final Map<TransferId, IncomingTransfer> incoming = new HashMap<>();

  private TensorCourier(
      ActorContext<Command> context,
      TransferSettings settings,
      Function<Address, ActorRef<Command>> peers,
      LongSupplier nanoTime) {
    super(context);
    this.settings = settings;
    this.peers = peers;
    this.nanoTime = nanoTime;
    this.ledger = new ReceptionLedger(settings.receptionLimit());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Send.class, this::onSend)
        .onMessage(Accepted.class, this::onAccepted)
        .onMessage(Credit.class, this::onCredit)
        .onMessage(Refused.class, this::onRefused)
        .onMessage(Announce.class, this::onAnnounce)
        .onMessage(Chunk.class, this::onChunk)
        .onMessage(Drop.class, this::onDrop)
        .onMessage(Abandon.class, this::onAbandon)
        .onMessage(PeerLost.class, this::onPeerLost)
        .onMessage(Tick.class, tick -> onTick())
        .build();
  }

  private Behavior<Command> onSend(Send send) {
    Parcel parcel = send.parcel();
    if (parcel.byteCount() > settings.largest()) {
      fail(parcel, TransferRefusals.tooLarge(parcel.byteCount(), settings.largest()));
      return this;
    }
    if (outgoing.size() >= settings.outgoingLimit()) {
      fail(parcel, TransferRefusals.tooMany(settings.outgoingLimit()));
      return this;
    }
    OutgoingTransfer transfer =
        new OutgoingTransfer(
            TransferId.random(),
            parcel,
            nanoTime.getAsLong() + send.timeLeft().toNanos(),
            settings.chunkBytes(),
            peers.apply(parcel.destination()));
    outgoing.put(transfer.id(), transfer);
    transfer.receiver().tell(transfer.announce(send.timeLeft(), getContext().getSelf()));
    return this;
  }

  private Behavior<Command> onAccepted(Accepted accepted) {
    OutgoingTransfer transfer = outgoing.get(accepted.transfer());
    if (transfer != null) {
      watch(accepted.receiver());
      transfer.accepted(accepted.credits(), accepted.receiver());
      sendChunks(transfer);
    }
    return this;
  }

  private Behavior<Command> onCredit(Credit credit) {
    OutgoingTransfer transfer = outgoing.get(credit.transfer());
    if (transfer == null) {
      return this;
    }
    if (credit.complete()) {
      outgoing.remove(credit.transfer());
    } else {
      transfer.credit(credit.chunks());
      sendChunks(transfer);
    }
    return this;
  }

  private void sendChunks(OutgoingTransfer transfer) {
    for (Optional<Chunk> chunk = transfer.next(); chunk.isPresent(); chunk = transfer.next()) {
      transfer.receiver().tell(chunk.get());
    }
  }

  private Behavior<Command> onRefused(Refused refused) {
    OutgoingTransfer transfer = outgoing.remove(refused.transfer());
    if (transfer != null) {
      fail(transfer.parcel(), refused.error());
    }
    return this;
  }

  private Behavior<Command> onAnnounce(Announce announce) {
    long bytes = IncomingTransfer.byteCount(announce);
    if (bytes > settings.largest()) {
      refuse(announce, TransferRefusals.tooLarge(bytes, settings.largest()));
    } else if (!ledger.reserve(bytes)) {
      refuse(announce, TransferRefusals.noRoom(bytes, ledger));
    } else {
      accept(announce, bytes);
    }
    return this;
  }

  private void accept(Announce announce, long bytes) {
    long deadline = nanoTime.getAsLong() + announce.timeLeft().toNanos();
    try {
      incoming.put(announce.transfer(), new IncomingTransfer(announce, deadline));
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException malformed) {
      ledger.release(bytes);
      refuse(announce, new PlatformError(ErrorCode.INVALID_ARGUMENT, malformed.getMessage()));
      return;
    }
    watch(announce.sender());
    announce
        .sender()
        .tell(new Accepted(announce.transfer(), settings.window(), getContext().getSelf()));
  }

  private static void refuse(Announce announce, PlatformError error) {
    announce.sender().tell(new Refused(announce.transfer(), error));
  }

  private Behavior<Command> onChunk(Chunk chunk) {
    IncomingTransfer transfer = incoming.get(chunk.transfer());
    if (transfer == null) {
      return this;
    }
    if (!transfer.take(chunk)) {
      dropIncoming(
          chunk.transfer(), TransferRefusals.chunkMissing(transfer.nextIndex(), chunk.index()));
      return this;
    }
    boolean complete = transfer.isComplete();
    transfer.sender().tell(new Credit(chunk.transfer(), 1, complete));
    if (complete) {
      forgetIncoming(chunk.transfer());
      deliver(transfer.complete());
    }
    return this;
  }

  private Behavior<Command> onDrop(Drop drop) {
    if (!forgetIncoming(drop.transfer()) && drop.parcel() instanceof Parcel.Request request) {
      request.recipient().tell(new CancelInfer(request.requestId()));
    }
    return this;
  }

  private Behavior<Command> onAbandon(Abandon abandon) {
    boolean onItsWay = false;
    for (OutgoingTransfer transfer : List.copyOf(outgoing.values())) {
      if (transfer.parcel().requestId().equals(abandon.requestId())) {
        onItsWay |= transfer.parcel() instanceof Parcel.Request;
        giveUp(transfer);
      }
    }
    for (Map.Entry<TransferId, IncomingTransfer> entry : List.copyOf(incoming.entrySet())) {
      if (entry.getValue().parcel().requestId().equals(abandon.requestId())) {
        dropIncoming(entry.getKey(), TransferRefusals.notNeeded());
      }
    }
    if (!onItsWay) {
      abandon.replica().tell(new CancelInfer(abandon.requestId()));
    }
    return this;
  }

  private Behavior<Command> onPeerLost(PeerLost lost) {
    for (OutgoingTransfer transfer : List.copyOf(outgoing.values())) {
      if (transfer.receiver().equals(lost.peer())) {
        outgoing.remove(transfer.id());
        fail(transfer.parcel(), TransferRefusals.peerLost(lost.peer()));
      }
    }
    for (Map.Entry<TransferId, IncomingTransfer> entry : List.copyOf(incoming.entrySet())) {
      if (entry.getValue().sender().equals(lost.peer())) {
        forgetIncoming(entry.getKey());
      }
    }
    return this;
  }

  private Behavior<Command> onTick() {
    long now = nanoTime.getAsLong();
    if (!outgoing.isEmpty()) {
      List.copyOf(outgoing.values()).stream()
          .filter(transfer -> transfer.isExpired(now))
          .forEach(this::giveUp);
    }
    if (!incoming.isEmpty()) {
      List.copyOf(incoming.entrySet()).stream()
          .filter(entry -> entry.getValue().isExpired(now))
          .forEach(entry -> dropIncoming(entry.getKey(), TransferRefusals.expired()));
    }
    return this;
  }

  private void giveUp(OutgoingTransfer transfer) {
    outgoing.remove(transfer.id());
    transfer.receiver().tell(new Drop(transfer.id(), transfer.emptied()));
  }

  private void dropIncoming(TransferId id, PlatformError why) {
    ActorRef<Command> sender = incoming.get(id).sender();
    forgetIncoming(id);
    sender.tell(new Refused(id, why));
  }

  private boolean forgetIncoming(TransferId id) {
    IncomingTransfer transfer = incoming.remove(id);
    if (transfer != null) {
      ledger.release(transfer.byteCount());
    }
    return transfer != null;
  }

  private static void deliver(Parcel parcel) {
    if (parcel instanceof Parcel.Request request) {
      request.recipient().tell(request.infer());
    } else if (parcel instanceof Parcel.Answer answer) {
      answer.recipient().tell(answer.chunk());
    }
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

  /** Watching twice is watching once. */
  private void watch(ActorRef<Command> peer) {
    getContext().watchWith(peer, new PeerLost(peer));
  }
}
