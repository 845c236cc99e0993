package io.sampo.http.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.TwoNodes;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parcels between two actor systems, over sockets. */
class TensorTransferTest {

  private static final int LIMIT = 20 * 1024 * 1024;
  private static final Duration TIME_LEFT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger REQUESTS = new AtomicInteger();

  private static TwoNodes nodes;

  @BeforeAll
  static void start() {
    nodes =
        TwoNodes.start(
            new TransferSettings(LIMIT, LIMIT + 1024, 16, 1024 * 1024, 8, Duration.ofMillis(100)));
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private final TestProbe<ReplicaProtocol.Reply> router = nodes.one().kit().createTestProbe();
  private final TestProbe<ReplicaProtocol.Command> replica = nodes.other().kit().createTestProbe();

  private static <T> ActorRef<T> seenFrom(
      TwoNodes.Node viewer, TwoNodes.Node home, ActorRef<T> ref) {
    String text = ActorRefResolver.get(home.kit().system()).toSerializationFormat(ref);
    return ActorRefResolver.get(viewer.kit().system()).resolveActorRef(text);
  }

  private static Tensor random(String name, int bytes) {
    byte[] data = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(data);
    return Tensor.wrap(name, DataType.UINT8, Shape.of(bytes), data);
  }

  private Infer infer(Tensor... inputs) {
    return new Infer(
        new RequestId("r" + REQUESTS.incrementAndGet()),
        TIME_LEFT,
        TraceContext.NONE,
        List.of(inputs),
        List.of(),
        0,
        router.ref());
  }

  private Infer send(Tensor... inputs) {
    Infer infer = infer(inputs);
    send(infer, TIME_LEFT);
    return infer;
  }

  private void send(Infer infer, Duration timeLeft) {
    nodes
        .one()
        .courier()
        .tell(
            new TransferProtocol.Send(
                new Parcel.Request(seenFrom(nodes.one(), nodes.other(), replica.ref()), infer),
                timeLeft));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255 * 1024, 257 * 1024, 1024 * 1024, LIMIT})
  void deliversARequestAsItWasSent(int bytes) {
    Infer sent = send(random("x", bytes));

    Infer received = replica.expectMessageClass(Infer.class, PATIENCE);

    assertThat(received.inputs()).isEqualTo(sent.inputs());
    assertThat(received.requestId()).isEqualTo(sent.requestId());
    assertThat(received.replyTo().path().name()).isEqualTo(router.ref().path().name());
  }

  @Test
  void keepsSeveralTensorsApart() {
    Infer sent =
        send(
            random("a", 3 * 1024 * 1024 + 7),
            Tensor.wrap("nothing", DataType.FP32, Shape.of(0, 4), new byte[0]),
            random("b", 5),
            Tensor.wrap("text", DataType.BYTES, Shape.of(1), new byte[] {1, 0, 0, 0, 65}),
            random("c", 1024 * 1024));

    assertThat(replica.expectMessageClass(Infer.class, PATIENCE).inputs()).isEqualTo(sent.inputs());
  }

  @Test
  void deliversALargeAnswer() {
    InferChunk chunk =
        new InferChunk(
            new RequestId("answered"),
            0,
            true,
            List.of(random("y", 5_000_000)),
            new InferTimings(1, 2, 3),
            4);

    nodes
        .other()
        .courier()
        .tell(
            new TransferProtocol.Send(
                new Parcel.Answer(seenFrom(nodes.other(), nodes.one(), router.ref()), chunk),
                TIME_LEFT));

    assertThat(router.expectMessageClass(InferChunk.class, PATIENCE)).isEqualTo(chunk);
  }

  @Test
  void refusesMoreThanTheLargestParcel() {
    Infer sent = send(random("x", LIMIT + 1));

    InferRefused refused = router.expectMessageClass(InferRefused.class, PATIENCE);
    assertThat(refused.requestId()).isEqualTo(sent.requestId());
    assertThat(refused.error().code()).isEqualTo(ErrorCode.TENSOR_TOO_LARGE);
  }

  @Test
  void cancelsADeliveredRequestAtItsReplica() {
    Infer sent = send(random("x", 300_000));
    replica.expectMessageClass(Infer.class, PATIENCE);

    nodes
        .one()
        .courier()
        .tell(
            new TransferProtocol.Abandon(
                sent.requestId(), seenFrom(nodes.one(), nodes.other(), replica.ref())));

    assertThat(replica.expectMessageClass(CancelInfer.class, PATIENCE).requestId())
        .isEqualTo(sent.requestId());
  }

  @Test
  void neverLetsAReplicaKeepARequestThatWasGivenUpOnItsWay() {
    for (int i = 0; i < 20; i++) {
      Infer sent = send(random("x", 2 * 1024 * 1024));
      nodes
          .one()
          .courier()
          .tell(
              new TransferProtocol.Abandon(
                  sent.requestId(), seenFrom(nodes.one(), nodes.other(), replica.ref())));
    }
    Infer last = send(random("x", 300_000));

    boolean open = false;
    for (Object message = replica.receiveMessage(PATIENCE);
        !(message instanceof Infer infer && infer.requestId().equals(last.requestId()));
        message = replica.receiveMessage(PATIENCE)) {
      open = message instanceof Infer;
    }
    assertThat(open).as("a request that came without its cancellation").isFalse();
  }

  @Test
  void hasRoomAgainAfterMuchWasCarried() {
    for (int i = 0; i < 12; i++) {
      send(random("x", 7 * 1024 * 1024));
      replica.expectMessageClass(Infer.class, PATIENCE);
    }
  }
}
