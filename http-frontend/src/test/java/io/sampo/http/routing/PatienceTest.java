package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How long a router waits for a replica that is silent, when answers have taken long of late. */
class PatienceTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());

  /** Of so many answers the router makes up its mind. */
  private static final int SOME = 64;

  /** And so many are the last ones, which it remembers. */
  private static final int ALL = 512;

  /** The router of these tests takes no more than five. */
  private static final int AT_ONCE = 4;

  private static final Duration LATE = Duration.ofSeconds(90);

  private final RouterWorld world = new RouterWorld(KIT);
  private final TestProbe<ReplicaProtocol.Command> silent = world.replica();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void asksAnotherReplicaAtHalfOfTheTimeAlthoughAnswersWereLate() {
    answerLate();
    RoutedRequest request = world.route(Duration.ofSeconds(200));
    silent.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    world.pass(Duration.ofSeconds(95));
    other.expectNoMessage(Duration.ofMillis(50));
    world.pass(Duration.ofSeconds(61));
    // It has answered others just then, and is excused once for that.
    world.pass(Duration.ofMillis(1200));
    RouterWorld.answer(other.expectMessageClass(Infer.class));

    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(2);
  }

  @Test
  void doesNotWaitForWhatWasUsualWhenItIsNoMore() {
    answerLate();
    RoutedRequest request = world.route(Duration.ofSeconds(1000));
    silent.expectMessageClass(Infer.class);
    for (int quick = 0; quick < ALL; quick++) {
      world.route(Duration.ofSeconds(1000));
      RouterWorld.answer(silent.expectMessageClass(Infer.class));
    }
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    // It answers others, and is excused once for that.
    world.pass(Duration.ofMillis(2500));
    RouterWorld.answer(other.expectMessageClass(Infer.class));

    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(2);
  }

  private void answerLate() {
    for (int round = 0; round < SOME / AT_ONCE; round++) {
      List<Infer> asked = new ArrayList<>();
      for (int late = 0; late < AT_ONCE; late++) {
        world.route(Duration.ofSeconds(1000));
        asked.add(silent.expectMessageClass(Infer.class));
      }
      world.pass(LATE);
      asked.forEach(RouterWorld::answer);
    }
  }
}
