package io.sampo.node.pulse;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.PulseProtocol.Beat;
import io.sampo.protocol.serving.PulseProtocol.Command;
import io.sampo.protocol.serving.PulseProtocol.SubscribePulse;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Beats for the frontends that subscribe. One on every compute node, found through the
 * receptionist; lives as long as the node. Its subscribers are few: one a frontend. Its only clock
 * is the beat: a subscription lives for a number of beats.
 */
public final class NodePulse extends AbstractBehavior<Command> {

  private enum Tick implements Command {
    INSTANCE
  }

  private record SubscriberGone(ActorRef<Beat> subscriber) implements Command {}

  public static Behavior<Command> create(NodeId node, PulseSettings settings) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new NodePulse(context, timers, node, settings)));
  }

  private final NodeId node;
  private final long lifetimeBeats;
  private final Map<ActorRef<Beat>, Long> subscribedAt = new HashMap<>();
  private long number;

  private NodePulse(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeId node,
      PulseSettings settings) {
    super(context);
    this.node = node;
    this.lifetimeBeats = settings.subscriptionLifetime().dividedBy(settings.interval());
    timers.startTimerAtFixedRate(Tick.INSTANCE, settings.interval());
    context
        .getSystem()
        .receptionist()
        .tell(Receptionist.register(ServiceKeys.PULSE, context.getSelf()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SubscribePulse.class, this::onSubscribePulse)
        .onMessage(SubscriberGone.class, this::onSubscriberGone)
        .onMessage(Tick.class, tick -> onTick())
        .build();
  }

  private Behavior<Command> onSubscribePulse(SubscribePulse subscribe) {
    ActorRef<Beat> subscriber = subscribe.subscriber();
    if (subscribedAt.put(subscriber, number) == null) {
      getContext().watchWith(subscriber, new SubscriberGone(subscriber));
      subscriber.tell(new Beat(node, number));
    }
    return this;
  }

  private Behavior<Command> onSubscriberGone(SubscriberGone gone) {
    subscribedAt.remove(gone.subscriber());
    return this;
  }

  private Behavior<Command> onTick() {
    number++;
    subscribedAt.entrySet().removeIf(this::isOver);
    Beat beat = new Beat(node, number);
    subscribedAt.keySet().forEach(subscriber -> subscriber.tell(beat));
    return this;
  }

  private boolean isOver(Map.Entry<ActorRef<Beat>, Long> subscription) {
    boolean over = number - subscription.getValue() > lifetimeBeats;
    if (over) {
      getContext().unwatch(subscription.getKey());
    }
    return over;
  }
}
