package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** One router with probes as replicas; time passes only when a test says so. */
class VersionRouterTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());

  private final RouterWorld world = new RouterWorld(KIT);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void answersWithWhatTheReplicaSays() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();

    RoutedRequest request = world.route(Duration.ofSeconds(30));

    Infer infer = replica.expectMessageClass(Infer.class);
    assertThat(infer.timeLeft()).isEqualTo(Duration.ofSeconds(30));
    RouterWorld.answer(infer);
    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(1);
  }

  @Test
  void sendsTheLessLoadedReplicaMore() {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    TestProbe<ReplicaProtocol.Command> other = world.replica();
    for (int i = 0; i < 4; i++) {
      world.route(Duration.ofSeconds(30));
    }

    for (TestProbe<ReplicaProtocol.Command> replica : List.of(one, other)) {
      replica.expectMessageClass(Infer.class);
      replica.expectMessageClass(Infer.class);
      replica.expectNoMessage(Duration.ZERO);
    }
  }

  @Test
  void asksAnotherReplicaWhenOneIsFull() {
    TestProbe<ReplicaProtocol.Command> replicas = KIT.createTestProbe();
    world.replicaHeardBy(replicas);
    world.replicaHeardBy(replicas);
    RoutedRequest request = world.route(Duration.ofSeconds(30));

    Infer first = replicas.expectMessageClass(Infer.class);
    RouterWorld.refuse(first, ErrorCode.REPLICA_OVERLOADED);
    Infer second = replicas.expectMessageClass(Infer.class);
    RouterWorld.answer(second);

    assertThat(second.requestId()).isNotEqualTo(first.requestId());
    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(2);
  }

  @Test
  void answersThatAllReplicasAreFull() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));

    RouterWorld.refuse(replica.expectMessageClass(Infer.class), ErrorCode.REPLICA_OVERLOADED);

    assertThat(RouterWorld.outcome(request).refusal().code())
        .isEqualTo(ErrorCode.REPLICA_OVERLOADED);
  }

  @Test
  void doesNotRetryWhatIsTheCallersFault() {
    TestProbe<ReplicaProtocol.Command> replicas = KIT.createTestProbe();
    world.replicaHeardBy(replicas);
    world.replicaHeardBy(replicas);
    RoutedRequest request = world.route(Duration.ofSeconds(30));

    RouterWorld.refuse(replicas.expectMessageClass(Infer.class), ErrorCode.INVALID_ARGUMENT);

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    replicas.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsRequestsOfAReplicaThatDiedElsewhereWithoutRetryBudget() {
    RouterWorld poor = new RouterWorld(KIT, new RouterSettings.Retries(0, 0));
    TestProbe<ReplicaProtocol.Command> one = poor.replica();
    RoutedRequest request = poor.route(Duration.ofSeconds(30));
    one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = poor.replica();

    one.stop();

    RouterWorld.answer(other.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void asksAnotherReplicaWhenANodeBecomesUnreachable() {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    Infer first = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    world.router.tell(
        new VersionRouter.ReplicasListed(Set.of(other.ref()), Set.of(one.ref(), other.ref())));

    Infer second = other.expectMessageClass(Infer.class);
    RouterWorld.answer(first);
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
    assertThat(other.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(second.requestId());
  }

  @Test
  void asksAnotherReplicaWhenOneIsSilentAndTakesTheFirstAnswer() {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    Infer silent = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    world.pass(Duration.ofMillis(1200));
    RouterWorld.answer(other.expectMessageClass(Infer.class));

    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(2);
    assertThat(one.expectMessageClass(CancelInfer.class).requestId()).isEqualTo(silent.requestId());
  }

  @Test
  void leavesTheOnlyReplicaInPeaceWhenItIsOnThisNode() {
    TestProbe<ReplicaProtocol.Command> only = world.replica();
    world.route(Duration.ofSeconds(30));
    only.expectMessageClass(Infer.class);

    world.pass(Duration.ofSeconds(5));

    only.expectNoMessage(Duration.ZERO);
  }

  @Test
  void avoidsASilentReplicaUntilItIsHeardAgain() {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    world.route(Duration.ofSeconds(30));
    Infer silent = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();
    world.pass(Duration.ofMillis(1200));
    RouterWorld.answer(other.expectMessageClass(Infer.class));
    one.expectMessageClass(CancelInfer.class);

    for (int i = 0; i < 4; i++) {
      world.route(Duration.ofSeconds(30));
      other.expectMessageClass(Infer.class);
    }

    one.expectNoMessage(Duration.ZERO);
    assertThat(silent.requestId()).isNotNull();
  }

  @Test
  void holdsRequestsUntilAReplicaIsReady() {
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    assertThat(request.answer()).isNotDone();

    TestProbe<ReplicaProtocol.Command> replica = world.replica();

    RouterWorld.answer(replica.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void holdsRequestsWhileTheOnlyReplicaStops() {
    TestProbe<ReplicaProtocol.Command> leaving = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    RouterWorld.refuse(leaving.expectMessageClass(Infer.class), ErrorCode.REPLICA_STOPPING);
    leaving.stop();

    TestProbe<ReplicaProtocol.Command> successor = world.replica();

    RouterWorld.answer(successor.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void asksAnotherNodeForWhatWaitedAtADeviceThatIsStuck() {
    TestProbe<ReplicaProtocol.Command> stuck = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    Infer asked = stuck.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    RouterWorld.refuse(asked, ErrorCode.DEVICE_STUCK);

    RouterWorld.answer(other.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void asksAReplicaThatIsLeavingRatherThanNobody() {
    TestProbe<ReplicaProtocol.Command> leaving = world.replica();
    world.deregister(leaving.ref());

    RoutedRequest request = world.route(Duration.ofSeconds(30));

    RouterWorld.answer(leaving.expectMessageClass(Infer.class));
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void saysNotReadyAtTheDeadlineWhenNoReplicaCame() {
    RoutedRequest request = world.route(Duration.ofMillis(300));

    world.pass(Duration.ofMillis(200));
    assertThat(request.answer()).isNotDone();
    world.pass(Duration.ofMillis(200));

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void refusesWhatWaitsForAVersionThatIsNotServedAnyMore() {
    RoutedRequest request = world.route(Duration.ofSeconds(30));

    world.undeploy();
    world.pass(RouterWorld.TICK);

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void leavesWhatAReplicaHasToItWhenTheVersionIsNotServedAnyMore() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    Infer infer = replica.expectMessageClass(Infer.class);

    world.undeploy();
    world.pass(RouterWorld.TICK.multipliedBy(2));

    assertThat(request.answer()).isNotDone();
    RouterWorld.answer(infer);
    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
  }

  @Test
  void saysExpiredAtTheDeadlineAndCancelsAtTheReplica() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = world.route(Duration.ofMillis(300));
    Infer infer = replica.expectMessageClass(Infer.class);

    world.pass(Duration.ofMillis(400));

    PlatformError refusal = RouterWorld.outcome(request).refusal();
    assertThat(refusal.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(refusal.message()).isEqualTo("Request timeout expired");
    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(infer.requestId());
  }

  @Test
  void sendsLargeInputsToAReplicaOnThisNode() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();

    world.route(Duration.ofSeconds(30), 100_000);

    replica.expectMessageClass(Infer.class);
  }

  @Test
  void refusesMoreThanMayWait() {
    List<RoutedRequest> all =
        List.of(
            world.route(Duration.ofSeconds(30)),
            world.route(Duration.ofSeconds(30)),
            world.route(Duration.ofSeconds(30)),
            world.route(Duration.ofSeconds(30)));

    assertThat(RouterWorld.outcome(all.get(3)).refusal().code())
        .isEqualTo(ErrorCode.REPLICA_OVERLOADED);
    assertThat(all.get(2).answer()).isNotDone();
  }

  @Test
  void cancelsAtTheReplicaWhenTheClientHasGone() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = world.route(Duration.ofSeconds(30));
    Infer infer = replica.expectMessageClass(Infer.class);

    world.router.tell(new VersionRouter.Cancel(request));

    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(infer.requestId());
    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void asksToRetireWhenIdleAndPassesOnLateRequests() {
    world.pass(Duration.ofMinutes(10).plus(RouterWorld.TICK.multipliedBy(2)));
    world.parent.expectMessageClass(InferenceRouter.Idle.class);

    world.router.tell(VersionRouter.Retire.INSTANCE);
    RoutedRequest late = world.route(Duration.ofSeconds(30));

    InferenceRouter.Command passedOn =
        world
            .parent
            .fishForMessage(
                Duration.ofSeconds(3),
                message ->
                    message instanceof InferenceRouter.Route
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .get(0);
    assertThat(((InferenceRouter.Route) passedOn).request()).isEqualTo(late);
    world.pass(Duration.ofSeconds(6));
    KIT.createTestProbe().expectTerminated(world.router);
  }
}
