package io.sampo.http.transfer;

import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.transfer.Couriers;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferProtocol.Abandon;
import io.sampo.protocol.transfer.TransferProtocol.Accepted;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import io.sampo.protocol.transfer.TransferProtocol.Command;
import io.sampo.protocol.transfer.TransferProtocol.Credit;
import io.sampo.protocol.transfer.TransferProtocol.Drop;
import io.sampo.protocol.transfer.TransferProtocol.Refused;
import io.sampo.protocol.transfer.TransferProtocol.Send;
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

  private final LongSupplier nanoTime;
  private final OutgoingTransfers outgoing;
  private final IncomingTransfers incoming;

  private TensorCourier(
      ActorContext<Command> context,
      TransferSettings settings,
      Function<Address, ActorRef<Command>> peers,
      LongSupplier nanoTime) {
    super(context);
    this.nanoTime = nanoTime;
    this.outgoing = new OutgoingTransfers(settings, peers, context.getSelf());
    this.incoming = new IncomingTransfers(settings, context.getSelf());
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
    outgoing.begin(send, nanoTime.getAsLong());
    return this;
  }

  private Behavior<Command> onAccepted(Accepted accepted) {
    if (outgoing.accepted(accepted)) {
      watch(accepted.receiver());
    }
    return this;
  }

  private Behavior<Command> onCredit(Credit credit) {
    outgoing.credited(credit);
    return this;
  }

  private Behavior<Command> onRefused(Refused refused) {
    outgoing.refused(refused);
    return this;
  }

  private Behavior<Command> onAnnounce(Announce announce) {
    if (incoming.begin(announce, nanoTime.getAsLong())) {
      watch(announce.sender());
    }
    return this;
  }

  private Behavior<Command> onChunk(Chunk chunk) {
    incoming.take(chunk);
    return this;
  }

  private Behavior<Command> onDrop(Drop drop) {
    if (!incoming.forget(drop.transfer()) && drop.parcel() instanceof Parcel.Request request) {
      request.recipient().tell(new CancelInfer(request.requestId()));
    }
    return this;
  }

  private Behavior<Command> onAbandon(Abandon abandon) {
    boolean onItsWay = outgoing.abandon(abandon.requestId());
    incoming.abandon(abandon.requestId());
    if (!onItsWay) {
      abandon.replica().tell(new CancelInfer(abandon.requestId()));
    }
    return this;
  }

  private Behavior<Command> onPeerLost(PeerLost lost) {
    outgoing.peerLost(lost.peer());
    incoming.peerLost(lost.peer());
    return this;
  }

  private Behavior<Command> onTick() {
    long now = nanoTime.getAsLong();
    outgoing.expire(now);
    incoming.expire(now);
    return this;
  }

  /** Watching twice is watching once. */
  private void watch(ActorRef<Command> peer) {
    getContext().watchWith(peer, new PeerLost(peer));
  }
}
