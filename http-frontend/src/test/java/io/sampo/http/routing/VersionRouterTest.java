package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One router with probes as replicas; time passes only when a test says so. */
class VersionRouterTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final Duration TICK = Duration.ofMillis(50);
  private static final RouterSettings SETTINGS =
      new RouterSettings(
          Duration.ofSeconds(1),
          TICK,
          5,
          3,
          3,
          new RouterSettings.Retries(0.2, 100),
          new RouterSettings.Timing(Duration.ofSeconds(5), Duration.ofMinutes(10)));

  private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
  private final ModelVersion version = ModelVersion.of("m" + MODELS.incrementAndGet(), "1");
  private final TestProbe<InferenceRouter.Command> parent = KIT.createTestProbe();
  private final AtomicInteger requests = new AtomicInteger();
  private ActorRef<VersionRouter.Command> router;

  @BeforeEach
  void startRouter() {
    router = KIT.spawn(VersionRouter.create(version, SETTINGS, nanos::get, parent.ref()));
    // Its timer must run before a test lets time pass; an answer shows that it has started.
    outcome(route(Duration.ofNanos(-1)));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void answersWithWhatTheReplicaSays() {
    TestProbe<ReplicaProtocol.Command> replica = replica();

    RoutedRequest request = route(Duration.ofSeconds(30));

    Infer infer = replica.expectMessageClass(Infer.class);
    assertThat(infer.timeLeft()).isEqualTo(Duration.ofSeconds(30));
    answer(infer);
    assertThat(outcome(request).orThrow().attempts()).isEqualTo(1);
  }

  @Test
  void sendsTheLessLoadedReplicaMore() {
    TestProbe<ReplicaProtocol.Command> one = replica();
    TestProbe<ReplicaProtocol.Command> other = replica();
    for (int i = 0; i < 4; i++) {
      route(Duration.ofSeconds(30));
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
    replicaHeardBy(replicas);
    replicaHeardBy(replicas);
    RoutedRequest request = route(Duration.ofSeconds(30));

    Infer first = replicas.expectMessageClass(Infer.class);
    refuse(first, ErrorCode.REPLICA_OVERLOADED);
    Infer second = replicas.expectMessageClass(Infer.class);
    answer(second);

    assertThat(second.requestId()).isNotEqualTo(first.requestId());
    assertThat(outcome(request).orThrow().attempts()).isEqualTo(2);
  }

  @Test
  void answersThatAllReplicasAreFull() {
    TestProbe<ReplicaProtocol.Command> replica = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));

    refuse(replica.expectMessageClass(Infer.class), ErrorCode.REPLICA_OVERLOADED);

    assertThat(outcome(request).refusal().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
  }

  @Test
  void doesNotRetryWhatIsTheCallersFault() {
    TestProbe<ReplicaProtocol.Command> replicas = KIT.createTestProbe();
    replicaHeardBy(replicas);
    replicaHeardBy(replicas);
    RoutedRequest request = route(Duration.ofSeconds(30));

    refuse(replicas.expectMessageClass(Infer.class), ErrorCode.INVALID_ARGUMENT);

    assertThat(outcome(request).refusal().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    replicas.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsRequestsOfAReplicaThatDiedElsewhere() {
    TestProbe<ReplicaProtocol.Command> one = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));
    one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = replica();

    one.stop();

    answer(other.expectMessageClass(Infer.class));
    assertThat(outcome(request).isRefused()).isFalse();
  }

  @Test
  void asksAnotherReplicaWhenANodeBecomesUnreachable() {
    TestProbe<ReplicaProtocol.Command> one = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));
    Infer first = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = replica();

    router.tell(
        new VersionRouter.ReplicasListed(Set.of(other.ref()), Set.of(one.ref(), other.ref())));

    Infer second = other.expectMessageClass(Infer.class);
    answer(first);
    assertThat(outcome(request).isRefused()).isFalse();
    assertThat(other.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(second.requestId());
  }

  @Test
  void asksAnotherReplicaWhenOneIsSilentAndTakesTheFirstAnswer() {
    TestProbe<ReplicaProtocol.Command> one = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));
    Infer silent = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = replica();

    pass(Duration.ofMillis(1200));
    answer(other.expectMessageClass(Infer.class));

    assertThat(outcome(request).orThrow().attempts()).isEqualTo(2);
    assertThat(one.expectMessageClass(CancelInfer.class).requestId()).isEqualTo(silent.requestId());
  }

  @Test
  void avoidsASilentReplicaUntilItIsHeardAgain() {
    TestProbe<ReplicaProtocol.Command> one = replica();
    route(Duration.ofSeconds(30));
    Infer silent = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = replica();
    pass(Duration.ofMillis(1200));
    answer(other.expectMessageClass(Infer.class));
    one.expectMessageClass(CancelInfer.class);

    for (int i = 0; i < 4; i++) {
      route(Duration.ofSeconds(30));
      other.expectMessageClass(Infer.class);
    }

    one.expectNoMessage(Duration.ZERO);
    assertThat(silent.requestId()).isNotNull();
  }

  @Test
  void holdsRequestsUntilAReplicaIsReady() {
    RoutedRequest request = route(Duration.ofSeconds(30));
    assertThat(request.answer()).isNotDone();

    TestProbe<ReplicaProtocol.Command> replica = replica();

    answer(replica.expectMessageClass(Infer.class));
    assertThat(outcome(request).isRefused()).isFalse();
  }

  @Test
  void holdsRequestsWhileTheOnlyReplicaStops() {
    TestProbe<ReplicaProtocol.Command> leaving = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));
    refuse(leaving.expectMessageClass(Infer.class), ErrorCode.REPLICA_STOPPING);
    leaving.stop();

    TestProbe<ReplicaProtocol.Command> successor = replica();

    answer(successor.expectMessageClass(Infer.class));
    assertThat(outcome(request).isRefused()).isFalse();
  }

  @Test
  void saysNotReadyAtTheDeadlineWhenNoReplicaCame() {
    RoutedRequest request = route(Duration.ofMillis(300));

    pass(Duration.ofMillis(200));
    assertThat(request.answer()).isNotDone();
    pass(Duration.ofMillis(200));

    assertThat(outcome(request).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void saysExpiredAtTheDeadlineAndCancelsAtTheReplica() {
    TestProbe<ReplicaProtocol.Command> replica = replica();
    RoutedRequest request = route(Duration.ofMillis(300));
    Infer infer = replica.expectMessageClass(Infer.class);

    pass(Duration.ofMillis(400));

    PlatformError refusal = outcome(request).refusal();
    assertThat(refusal.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(refusal.message()).isEqualTo("Request timeout expired");
    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(infer.requestId());
  }

  @Test
  void sendsLargeInputsToAReplicaOnThisNode() {
    TestProbe<ReplicaProtocol.Command> replica = replica();

    route(Duration.ofSeconds(30), 100_000);

    replica.expectMessageClass(Infer.class);
  }

  @Test
  void refusesMoreThanMayWait() {
    List<RoutedRequest> all =
        List.of(
            route(Duration.ofSeconds(30)),
            route(Duration.ofSeconds(30)),
            route(Duration.ofSeconds(30)),
            route(Duration.ofSeconds(30)));

    assertThat(outcome(all.get(3)).refusal().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
    assertThat(all.get(2).answer()).isNotDone();
  }

  @Test
  void cancelsAtTheReplicaWhenTheClientHasGone() {
    TestProbe<ReplicaProtocol.Command> replica = replica();
    RoutedRequest request = route(Duration.ofSeconds(30));
    Infer infer = replica.expectMessageClass(Infer.class);

    router.tell(new VersionRouter.Cancel(request));

    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(infer.requestId());
    assertThat(outcome(request).refusal().code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void asksToRetireWhenIdleAndPassesOnLateRequests() {
    pass(Duration.ofMinutes(10).plus(TICK.multipliedBy(2)));
    parent.expectMessageClass(InferenceRouter.Idle.class);

    router.tell(VersionRouter.Retire.INSTANCE);
    RoutedRequest late = route(Duration.ofSeconds(30));

    InferenceRouter.Command passedOn =
        parent
            .fishForMessage(
                Duration.ofSeconds(3),
                message ->
                    message instanceof InferenceRouter.Route
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .get(0);
    assertThat(((InferenceRouter.Route) passedOn).request()).isEqualTo(late);
    pass(Duration.ofSeconds(6));
    KIT.createTestProbe().expectTerminated(router);
  }

  private TestProbe<ReplicaProtocol.Command> replica() {
    TestProbe<ReplicaProtocol.Command> replica = KIT.createTestProbe();
    register(replica.ref());
    return replica;
  }

  /** A replica of its own whose messages arrive at a probe that several share. */
  private void replicaHeardBy(TestProbe<ReplicaProtocol.Command> probe) {
    register(
        KIT.spawn(
            Behaviors.receiveMessage(
                message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                })));
  }

  private void register(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<Receptionist.Registered> registered = KIT.createTestProbe();
    TestProbe<Receptionist.Listing> listed = KIT.createTestProbe();
    KIT.system()
        .receptionist()
        .tell(Receptionist.register(ServiceKeys.replicas(version), replica, registered.ref()));
    registered.receiveMessage();
    // The router got its listing before a later question is answered, and so before what follows.
    KIT.system()
        .receptionist()
        .tell(Receptionist.find(ServiceKeys.replicas(version), listed.ref()));
    listed.receiveMessage();
  }

  private RoutedRequest route(Duration patience) {
    return route(patience, 1);
  }

  private RoutedRequest route(Duration patience, int elements) {
    RoutedRequest request =
        new RoutedRequest(
            version,
            new RequestId("r" + requests.incrementAndGet()),
            nanos.get() + patience.toNanos(),
            TraceContext.NONE,
            List.of(Tensor.ofFloats("x", Shape.of(elements), new float[elements])),
            List.of(),
            new CompletableFuture<>());
    router.tell(new VersionRouter.Route(request));
    return request;
  }

  private void pass(Duration duration) {
    ManualTime time = ManualTime.get(KIT.system());
    Duration step = duration.compareTo(Duration.ofMinutes(1)) > 0 ? duration : TICK;
    for (Duration passed = Duration.ZERO;
        passed.compareTo(duration) < 0;
        passed = passed.plus(step)) {
      nanos.addAndGet(step.toNanos());
      time.timePasses(TICK);
    }
  }

  private static void answer(Infer infer) {
    infer
        .replyTo()
        .tell(new InferChunk(infer.requestId(), 0, true, List.of(), new InferTimings(0, 0, 1), 0));
  }

  private static void refuse(Infer infer, ErrorCode code) {
    infer.replyTo().tell(new InferRefused(infer.requestId(), new PlatformError(code, "no"), 0));
  }

  private static Outcome<InferAnswer> outcome(RoutedRequest request) {
    return request.answer().orTimeout(3, TimeUnit.SECONDS).join();
  }
}
