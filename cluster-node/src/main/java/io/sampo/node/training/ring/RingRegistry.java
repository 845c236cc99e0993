package io.sampo.node.training.ring;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which generations are open on this node, and the connections that came too early for theirs.
 * Called by the desk's thread and by workers; all state is guarded by this object, and nothing
 * waits while holding it.
 */
final class RingRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(RingRegistry.class);
  private static final int MAXIMUM_EARLY = 64;
  private static final Duration EARLY_LIMIT = Duration.ofSeconds(30);

  private final DataPlaneMeter meter;
  private final Map<Seat, RingAllReduce> open = new HashMap<>();
  private final List<Early> early = new ArrayList<>();
  private boolean closed;

  /** One member of one job, as a hello names it. */
  private record Seat(String jobKey, UUID worker) {}

  private record Early(SocketChannel channel, Hello hello, Seat seat, long since) {}

  RingRegistry(DataPlaneMeter meter) {
    this.meter = meter;
  }

  private static Seat seatOf(RingMembership membership) {
    return new Seat(Hello.jobKey(membership), membership.own().worker().value());
  }

  /** Seats a member and lets in those that were early for it. */
  synchronized void open(RingAllReduce ring) {
    RingMembership membership = ring.membership();
    Seat seat = seatOf(membership);
    RingAllReduce seated = open.get(seat);
    if (closed || seated != null && seated.generation() >= ring.generation()) {
      throw new IllegalStateException(
          "Expected %s to be new, but %s"
              .formatted(
                  membership,
                  closed ? "the data plane is closed" : "it is in " + seated.generation()));
    }
    open.put(seat, ring);
    List<Early> waiting = early.stream().filter(one -> one.seat().equals(seat)).toList();
    early.removeAll(waiting);
    waiting.forEach(one -> onHello(one.channel(), one.hello()));
  }

  synchronized void remove(RingAllReduce ring) {
    open.remove(seatOf(ring.membership()), ring);
  }

  synchronized void onHello(SocketChannel channel, Hello hello) {
    Seat seat = new Seat(hello.jobKey(), hello.target());
    RingAllReduce ring = open.get(seat);
    Verdict verdict = ring == null ? Verdict.EARLY : ring.judge(hello);
    if (verdict == Verdict.EARLY) {
      park(new Early(channel, hello, seat, System.nanoTime()));
    } else if (verdict == Verdict.ACCEPTED) {
      welcome(channel, ring);
    } else {
      refuse(channel, verdict);
    }
  }

  /** Its frames stay unread and unasked for until the generation is open here. */
  private void park(Early one) {
    if (closed || early.size() >= MAXIMUM_EARLY) {
      refuse(one.channel(), Verdict.BUSY);
      return;
    }
    early.add(one);
  }

  private void welcome(SocketChannel channel, RingAllReduce ring) {
    try {
      channel.write(ConnectionDesk.answer(Verdict.ACCEPTED));
    } catch (IOException gone) {
      LOG.debug("A data plane connection went away: {}", gone.toString());
      Sockets.closeQuietly(channel);
      return;
    }
    ring.offer(channel);
  }

  /** Counted. The answer is a courtesy; who does not read it sees the connection end. */
  void refuse(SocketChannel channel, Verdict verdict) {
    meter.refusedHellos.increment();
    LOG.debug("Refused a data plane connection: {}", verdict);
    try {
      channel.write(ConnectionDesk.answer(verdict));
    } catch (IOException gone) {
      LOG.debug("A refused connection went away: {}", gone.toString());
    }
    Sockets.closeQuietly(channel);
  }

  synchronized void refuseTheForgotten(long now) {
    for (Iterator<Early> waiting = early.iterator(); waiting.hasNext(); ) {
      Early one = waiting.next();
      if (now - one.since() > EARLY_LIMIT.toNanos()) {
        waiting.remove();
        refuse(one.channel(), Verdict.BUSY);
      }
    }
  }

  synchronized void close() {
    closed = true;
    early.forEach(one -> Sockets.closeQuietly(one.channel()));
    early.clear();
    open.values().forEach(RingAllReduce::abort);
  }
}
