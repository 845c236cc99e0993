package io.sampo.http.routing;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** One router with probes as replicas; time passes only when a test says so. */
final class RouterWorld {

  /** Each takes a tenth of a second of real time, too. */
  static final Duration TICK = Duration.ofMillis(100);

  private static final AtomicInteger MODELS = new AtomicInteger();

  private final ActorTestKit kit;
  private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicBoolean available = new AtomicBoolean(true);

  final ModelVersion version = ModelVersion.of("m" + MODELS.incrementAndGet(), "1");
  final PulseTable pulses = new PulseTable();
  final TestProbe<InferenceRouter.Command> parent;
  final TestProbe<ModelProtocol.Command> owner;
  final TestProbe<TransferProtocol.Command> courier;
  final ActorRef<VersionRouter.Command> router;

  /**
   * @param kit with manual time
   */
  RouterWorld(ActorTestKit kit) {
    this(kit, new RouterSettings.Retries(0.2, 100));
  }

  /**
   * @param kit with manual time
   */
  RouterWorld(ActorTestKit kit, RouterSettings.Retries retries) {
    this.kit = kit;
    this.parent = kit.createTestProbe();
    this.owner = kit.createTestProbe();
    this.courier = kit.createTestProbe();
    RouterEnvironment environment =
        new RouterEnvironment(
            model -> owner.ref(), version -> available.get(), courier::ref, nanos::get);
    this.router =
        kit.spawn(
            VersionRouter.create(version, settings(retries), environment, pulses, parent.ref()));
    // Its timer must run before a test lets time pass; an answer shows that it has started.
    outcome(route(Duration.ofNanos(-1)));
  }

  private static RouterSettings settings(RouterSettings.Retries retries) {
    return new RouterSettings(
        new RouterSettings.Limits(5, 3, 3),
        retries,
        new RouterSettings.Timing(
            Duration.ofSeconds(1), TICK, Duration.ofSeconds(5), Duration.ofMinutes(10)),
        ReplicaStrategyName.POWER_OF_TWO_CHOICES);
  }

  /** The version is not served any more. */
  void undeploy() {
    available.set(false);
  }

  long now() {
    return nanos.get();
  }

  TestProbe<ReplicaProtocol.Command> replica() {
    TestProbe<ReplicaProtocol.Command> replica = kit.createTestProbe();
    register(replica.ref());
    return replica;
  }

  /** A replica of its own whose messages arrive at a probe that several share. */
  void replicaHeardBy(TestProbe<ReplicaProtocol.Command> probe) {
    register(
        kit.spawn(
            Behaviors.receiveMessage(
                message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                })));
  }

  void register(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<Receptionist.Registered> registered = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(Receptionist.register(ServiceKeys.replicas(version), replica, registered.ref()));
    registered.receiveMessage();
    awaitListing();
  }

  /** The replica takes itself off the list, as one that drains. */
  void deregister(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<Receptionist.Deregistered> deregistered = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(Receptionist.deregister(ServiceKeys.replicas(version), replica, deregistered.ref()));
    deregistered.receiveMessage();
    awaitListing();
  }

  /** The router got its listing before a later question is answered, and so before what follows. */
  private void awaitListing() {
    TestProbe<Receptionist.Listing> listed = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(Receptionist.find(ServiceKeys.replicas(version), listed.ref()));
    listed.receiveMessage();
  }

  RoutedRequest route(Duration patience) {
    return route(patience, 1);
  }

  RoutedRequest route(Duration patience, int elements) {
    return route(request(patience, elements));
  }

  RoutedRequest route(RoutedRequest request) {
    router.tell(new VersionRouter.Route(request));
    return request;
  }

  RoutedRequest request(Duration patience, int elements) {
    return new RoutedRequest(
        version,
        new RequestId("r" + requests.incrementAndGet()),
        nanos.get() + patience.toNanos(),
        TraceContext.NONE,
        List.of(Tensor.ofFloats("x", Shape.of(elements), new float[elements])),
        List.of(),
        new CompletableFuture<>());
  }

  void pass(Duration duration) {
    ManualTime time = ManualTime.get(kit.system());
    Duration step = duration.compareTo(Duration.ofMinutes(1)) > 0 ? duration : TICK;
    for (Duration passed = Duration.ZERO;
        passed.compareTo(duration) < 0;
        passed = passed.plus(step)) {
      nanos.addAndGet(step.toNanos());
      time.timePasses(TICK);
    }
  }

  static void answer(Infer infer) {
    infer
        .replyTo()
        .tell(new InferChunk(infer.requestId(), 0, true, List.of(), new InferTimings(0, 0, 1), 0));
  }

  static void refuse(Infer infer, ErrorCode code) {
    infer.replyTo().tell(new InferRefused(infer.requestId(), new PlatformError(code, "no"), 0));
  }

  static Outcome<InferAnswer> outcome(RoutedRequest request) {
    return request.answer().orTimeout(3, TimeUnit.SECONDS).join();
  }
}
