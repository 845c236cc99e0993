package io.sampo.http.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What actors see of the dispatcher that reference.conf sets up. */
class SocketDispatcherTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final DispatcherSelector SOCKETS =
      DispatcherSelector.fromConfig("sampo.socket-dispatcher");

  private record Ask(int number, ActorRef<Integer> replyTo) {}

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void anActorRunsInTheThreadThatTellsItSomething() {
    // given
    TestProbe<String> threads = KIT.createTestProbe();
    ActorRef<ActorRef<String>> socket =
        KIT.spawn(
            Behaviors.receiveMessage(
                replyTo -> {
                  replyTo.tell(Thread.currentThread().getName());
                  return Behaviors.same();
                }),
            SOCKETS);
    // Before that it may still be starting, in another thread.
    socket.tell(threads.ref());
    threads.receiveMessage();

    // when
    socket.tell(threads.ref());

    // then
    assertThat(threads.receiveMessage()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void twoActorsThatKeepEachOtherBusyLoseNothingAndKeepTheOrder() {
    // given
    int rounds = 100_000;
    TestProbe<List<Integer>> reports = KIT.createTestProbe();
    ActorRef<Ask> echo =
        KIT.spawn(
            Behaviors.receiveMessage(
                ask -> {
                  ask.replyTo().tell(ask.number());
                  return Behaviors.same();
                }),
            SOCKETS);

    // when
    KIT.spawn(asking(echo, rounds, reports.ref()), SOCKETS);

    // then
    assertThat(reports.receiveMessage(Duration.ofSeconds(30))).hasSize(rounds).isSorted();
  }

  private static Behavior<Integer> asking(
      ActorRef<Ask> echo, int rounds, ActorRef<List<Integer>> reports) {
    return Behaviors.setup(
        context -> {
          List<Integer> answers = new ArrayList<>();
          echo.tell(new Ask(0, context.getSelf()));
          return Behaviors.receiveMessage(
              answer -> {
                answers.add(answer);
                if (answers.size() == rounds) {
                  reports.tell(List.copyOf(answers));
                  return Behaviors.stopped();
                }
                echo.tell(new Ask(answer + 1, context.getSelf()));
                return Behaviors.same();
              });
        });
  }
}
