package io.sampo.http.routing;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.serving.PulseProtocol;
import io.sampo.protocol.serving.PulseProtocol.Beat;
import io.sampo.protocol.serving.PulseProtocol.SubscribePulse;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Feels the pulse of every other compute node for the routers of this frontend. A child of the
 * {@link InferenceRouter}, which it tells what changes; what is so at any moment is in the {@link
 * PulseTable}.
 */
final class PulseMonitor extends AbstractBehavior<PulseMonitor.Command> {

  /** Everything this actor understands. */
  sealed interface Command {}

  /** All pulses of the cluster, also those on nodes that are unreachable now. */
  record PulsesListed(Set<ActorRef<PulseProtocol.Command>> pulses) implements Command {
    PulsesListed {
      pulses = Set.copyOf(pulses);
    }
  }

  private record Felt(Beat beat) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private enum Renew implements Command {
    INSTANCE
  }

  static Behavior<Command> create(
      PulseSettings settings,
      PulseTable table,
      LongSupplier nanoTime,
      ActorRef<InferenceRouter.Command> listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new PulseMonitor(context, timers, settings, table, nanoTime, listener)));
  }

  private final LongSupplier nanoTime;
  private final ActorRef<InferenceRouter.Command> listener;
  private final PulseWatch watch;
  private final ActorRef<Beat> subscriber;
  private final Set<ActorRef<PulseProtocol.Command>> pulses = new HashSet<>();

  private PulseMonitor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PulseSettings settings,
      PulseTable table,
      LongSupplier nanoTime,
      ActorRef<InferenceRouter.Command> listener) {
    super(context);
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.watch = new PulseWatch(table, settings, nanoTime.getAsLong());
    this.subscriber = context.messageAdapter(Beat.class, Felt::new);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, settings.tick());
    timers.startTimerWithFixedDelay(Renew.INSTANCE, settings.renewal());
    ActorRef<Receptionist.Listing> listings =
        context.messageAdapter(
            Receptionist.Listing.class,
            listing -> new PulsesListed(listing.getAllServiceInstances(ServiceKeys.PULSE)));
    context.getSystem().receptionist().tell(Receptionist.subscribe(ServiceKeys.PULSE, listings));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Felt.class, this::onFelt)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Renew.class, renew -> onRenew())
        .onMessage(PulsesListed.class, this::onPulsesListed)
        .build();
  }

  private Behavior<Command> onPulsesListed(PulsesListed listed) {
    Set<String> nodes = new HashSet<>();
    Set<ActorRef<PulseProtocol.Command>> before = Set.copyOf(pulses);
    pulses.clear();
    for (ActorRef<PulseProtocol.Command> pulse : listed.pulses()) {
      Address address = pulse.path().address();
      if (address.hasLocalScope()) {
        continue;
      }
      pulses.add(pulse);
      nodes.add(PulseTable.node(address));
      if (!before.contains(pulse)) {
        pulse.tell(new SubscribePulse(subscriber));
      }
    }
    watch.follow(nodes, nanoTime.getAsLong());
    return this;
  }

  private Behavior<Command> onFelt(Felt felt) {
    String node = felt.beat().node().address();
    if (watch.felt(node, nanoTime.getAsLong())) {
      getContext().getLog().info("Node [{}] is felt again", node);
      listener.tell(new InferenceRouter.NodeRecovered(node));
    }
    return this;
  }

  private Behavior<Command> onTick() {
    for (String node : watch.tick(nanoTime.getAsLong())) {
      getContext().getLog().warn("Node [{}] has no pulse: it is avoided", node);
      listener.tell(new InferenceRouter.NodeSuspected(node));
    }
    return this;
  }

  private Behavior<Command> onRenew() {
    pulses.forEach(pulse -> pulse.tell(new SubscribePulse(subscriber)));
    return this;
  }
}
