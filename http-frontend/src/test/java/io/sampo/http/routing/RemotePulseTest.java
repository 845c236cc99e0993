package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.PulseProtocol;
import io.sampo.protocol.serving.PulseProtocol.SubscribePulse;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a router does when another node's heartbeat stops and comes back. */
class RemotePulseTest {

  /** There is no help from the timeout nor from the retry budget. */
  private final RemoteWorld world =
      new RemoteWorld("attempt-timeout = 60 s\nretry-share = 0\nretry-minimum = 1");

  private final ModelVersion version = RemoteWorld.newVersion();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void asksElsewhereAndSendsNothingNewWhenANodeHasNoPulse() {
    TestProbe<PulseProtocol.Command> pulse = world.nodes.other().kit().createTestProbe();
    world.list(world.nodes.other(), ServiceKeys.PULSE, pulse.ref());
    SubscribePulse subscription =
        pulse.expectMessageClass(SubscribePulse.class, RemoteWorld.PATIENCE);
    TestProbe<ReplicaProtocol.Command> dying = world.replicaOn(world.nodes.other(), version);
    TestProbe<ReplicaProtocol.Command> healthy = world.replicaOn(world.nodes.one(), version);
    world.route(version, 1);
    healthy.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    RoutedRequest request = world.route(version, 1);
    dying.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);

    // The first beat, and the last.
    subscription.subscriber().tell(new PulseProtocol.Beat(world.nodes.other().nodeId(), 1));

    Infer again = healthy.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    world.answer(again, 1);
    assertThat(RemoteWorld.outcome(request).orThrow().attempts()).isEqualTo(2);
    assertThat(dying.expectMessageClass(CancelInfer.class, RemoteWorld.PATIENCE).requestId())
        .isEqualTo(request.id());
    for (int i = 0; i < 20; i++) {
      world.route(version, 1);
      healthy.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    }
    dying.expectNoMessage(Duration.ZERO);
  }

  @Test
  void takesANodeBackWhenItsPulseIsFeltAgain() {
    TestProbe<PulseProtocol.Command> pulse = world.nodes.other().kit().createTestProbe();
    world.list(world.nodes.other(), ServiceKeys.PULSE, pulse.ref());
    SubscribePulse subscription =
        pulse.expectMessageClass(SubscribePulse.class, RemoteWorld.PATIENCE);
    TestProbe<ReplicaProtocol.Command> replica = world.replicaOn(world.nodes.other(), version);
    world.replicaOn(world.nodes.one(), version);
    subscription.subscriber().tell(new PulseProtocol.Beat(world.nodes.other().nodeId(), 1));
    // Suspect now; the next subscription is a sign that time has passed.
    pulse.expectMessageClass(SubscribePulse.class, RemoteWorld.PATIENCE);

    await()
        .atMost(RemoteWorld.PATIENCE)
        .untilAsserted(
            () -> {
              subscription
                  .subscriber()
                  .tell(new PulseProtocol.Beat(world.nodes.other().nodeId(), 2));
              world.route(version, 1);
              replica.expectMessageClass(Infer.class, Duration.ofMillis(20));
            });
  }

  @Test
  void asksElsewhereForEverythingThatOnlyADeadNodeHas() {
    TestProbe<PulseProtocol.Command> pulse = world.nodes.other().kit().createTestProbe();
    world.list(world.nodes.other(), ServiceKeys.PULSE, pulse.ref());
    SubscribePulse subscription =
        pulse.expectMessageClass(SubscribePulse.class, RemoteWorld.PATIENCE);
    TestProbe<ReplicaProtocol.Command> dead = world.replicaOn(world.nodes.other(), version);
    subscription.subscriber().tell(new PulseProtocol.Beat(world.nodes.other().nodeId(), 1));
    // Suspect now; the next subscription is a sign that time has passed.
    pulse.expectMessageClass(SubscribePulse.class, RemoteWorld.PATIENCE);
    for (int i = 0; i < 20; i++) {
      world.route(version, 1);
      dead.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    }

    TestProbe<ReplicaProtocol.Command> other = world.replicaOn(world.nodes.one(), version);

    for (int i = 0; i < 20; i++) {
      other.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    }
  }
}
