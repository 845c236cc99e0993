package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.serving.ModelProtocol.ReplicaNeeded;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the owner of a model hears of requests that wait; time passes only when a test says so. */
class ReplicaDemandTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RouterWorld world = new RouterWorld(KIT);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void tellsTheOwnerAtOnceThatAReplicaIsNeeded() {
    world.route(PATIENCE);

    assertThat(world.owner.receiveMessage())
        .isEqualTo(new ReplicaNeeded(world.version.version(), 1));
  }

  @Test
  void saysItAgainEverySecondWithTheNumberThatWaits() {
    world.route(PATIENCE);
    world.owner.receiveMessage();
    world.route(PATIENCE);
    world.route(PATIENCE);
    world.owner.expectNoMessage(Duration.ZERO);

    world.pass(Duration.ofMillis(1000));

    assertThat(world.owner.receiveMessage())
        .isEqualTo(new ReplicaNeeded(world.version.version(), 3));
    world.pass(Duration.ofMillis(900));
    world.owner.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsWhatWaitsAndIsSilentOnceAReplicaIsListed() {
    RoutedRequest request = world.route(PATIENCE);
    world.owner.receiveMessage();

    TestProbe<ReplicaProtocol.Command> replica = world.replica();

    RouterWorld.answer(replica.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
    world.pass(Duration.ofSeconds(3));
    world.owner.expectNoMessage(Duration.ZERO);
  }

  @Test
  void asksForNothingWhileAReplicaTakesTheRequests() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();

    world.route(PATIENCE);

    replica.expectMessageClass(Infer.class);
    world.pass(Duration.ofMillis(500));
    world.owner.expectNoMessage(Duration.ZERO);
  }

  @Test
  void asksAtOnceWhenTheOnlyReplicaIsLost() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    world.route(PATIENCE);
    replica.expectMessageClass(Infer.class);

    replica.stop();

    assertThat(world.owner.receiveMessage())
        .isEqualTo(new ReplicaNeeded(world.version.version(), 1));
  }
}
