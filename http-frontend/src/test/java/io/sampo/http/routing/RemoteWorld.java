package io.sampo.http.routing;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.sampo.http.TwoNodes;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** A router on one node, and what is registered on it or another; messages go over sockets. */
final class RemoteWorld implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final AtomicInteger COUNTER = new AtomicInteger();

  final TwoNodes nodes = TwoNodes.start(TwoNodes.shippedTransfers());
  private final RequestRouter router;

  RemoteWorld() {
    // No help from the timeout: what is asked again here is so because of the pulse.
    this("attempt-timeout = 60 s");
  }

  /**
   * @param settings of the router
   */
  RemoteWorld(String settings) {
    ActorRef<ModelProtocol.Command> nobody = nodes.one().kit().system().ignoreRef();
    router =
        InferenceRouter.start(
            nodes.one().kit().system(),
            RouterSettings.from(
                ConfigFactory.parseString("sampo.router {\n" + settings + "\n}")
                    .withFallback(ConfigFactory.load())),
            PulseSettings.from(ConfigFactory.load()),
            new RouterEnvironment(
                model -> nobody, version -> true, () -> nodes.one().courier(), System::nanoTime));
  }

  static ModelVersion newVersion() {
    return ModelVersion.of("m" + COUNTER.incrementAndGet(), "1");
  }

  void cancel(RoutedRequest request) {
    router.cancel(request);
  }

  @Override
  public void close() {
    nodes.close();
  }

  /** Registers a service at home and waits until the other node's receptionist lists it, too. */
  <T> void list(TwoNodes.Node home, ServiceKey<T> key, ActorRef<T> service) {
    int before = listed(nodes.one(), key);
    home.kit().system().receptionist().tell(Receptionist.register(key, service));
    await().atMost(PATIENCE).until(() -> listed(nodes.one(), key) > before);
  }

  private static int listed(TwoNodes.Node node, ServiceKey<?> key) {
    TestProbe<Receptionist.Listing> listing = node.kit().createTestProbe();
    node.kit().system().receptionist().tell(Receptionist.find(key, listing.ref()));
    return listing.receiveMessage(PATIENCE).getServiceInstances(key).size();
  }

  TestProbe<ReplicaProtocol.Command> replicaOn(TwoNodes.Node node, ModelVersion version) {
    TestProbe<ReplicaProtocol.Command> replica = node.kit().createTestProbe();
    list(node, ServiceKeys.replicas(version), replica.ref());
    return replica;
  }

  static Tensor random(String name, int bytes) {
    byte[] data = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(data);
    return Tensor.wrap(name, DataType.UINT8, Shape.of(bytes), data);
  }

  RoutedRequest route(ModelVersion version, int bytes) {
    RoutedRequest request =
        new RoutedRequest(
            version,
            new RequestId("r" + COUNTER.incrementAndGet()),
            System.nanoTime() + TimeUnit.SECONDS.toNanos(30),
            TraceContext.NONE,
            List.of(random("x", bytes)),
            List.of(),
            new CompletableFuture<>());
    router.route(request);
    return request;
  }

  static Outcome<InferAnswer> outcome(RoutedRequest request) {
    return request.answer().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** As a replica answers: large outputs go by the courier of its node. */
  void answer(Infer infer, int bytes) {
    InferChunk chunk =
        new InferChunk(
            infer.requestId(), 0, true, List.of(random("y", bytes)), new InferTimings(0, 0, 1), 0);
    if (bytes > TransferProtocol.LARGEST_INSIDE) {
      nodes
          .other()
          .courier()
          .tell(
              new TransferProtocol.Send(
                  new Parcel.Answer(infer.replyTo(), chunk), infer.timeLeft()));
    } else {
      infer.replyTo().tell(chunk);
    }
  }
}
