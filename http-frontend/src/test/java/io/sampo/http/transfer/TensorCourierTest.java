package io.sampo.http.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TensorHeader;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol;
import io.sampo.protocol.transfer.TransferProtocol.Abandon;
import io.sampo.protocol.transfer.TransferProtocol.Accepted;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import io.sampo.protocol.transfer.TransferProtocol.Credit;
import io.sampo.protocol.transfer.TransferProtocol.Drop;
import io.sampo.protocol.transfer.TransferProtocol.Refused;
import io.sampo.protocol.transfer.TransferProtocol.Send;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One courier whose peer is the test: what it says to a peer that is slow, full, forgetful or dead.
 * Time passes only when a test says so.
 */
class TensorCourierTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private static final int CHUNK = 1000;
  private static final int WINDOW = 8;
  private static final int LARGEST = 20 * CHUNK;
  private static final int ROOM = 30 * CHUNK;
  private static final Duration TIME_LEFT = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(100);

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final TestProbe<TransferProtocol.Command> peer = KIT.createTestProbe();
  private final TestProbe<ReplicaProtocol.Reply> router = KIT.createTestProbe();
  private final TestProbe<ReplicaProtocol.Command> replica = KIT.createTestProbe();
  private ActorRef<TransferProtocol.Command> courier;

  @BeforeEach
  void startCourier() {
    TransferSettings settings = new TransferSettings(LARGEST, ROOM, 4, CHUNK, WINDOW, TICK);
    courier = KIT.spawn(TensorCourier.create(settings, node -> peer.ref(), nanos::get));
    // Its timer must run before a test lets time pass; an answer shows that it has started.
    send("started", LARGEST + CHUNK);
    router.receiveMessage();
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private Parcel.Request parcel(String id, int bytes) {
    Tensor input = Tensor.wrap("x", DataType.UINT8, Shape.of(bytes), new byte[bytes]);
    return new Parcel.Request(
        replica.ref(),
        new Infer(
            new RequestId(id),
            TIME_LEFT,
            TraceContext.NONE,
            List.of(input),
            List.of(),
            0,
            router.ref()));
  }

  private void send(String id, int bytes) {
    courier.tell(new Send(parcel(id, bytes), TIME_LEFT));
  }

  private Announce announce(int bytes, ActorRef<TransferProtocol.Command> sender) {
    Parcel parcel = parcel("r1", bytes);
    Announce announce =
        new Announce(
            TransferId.random(),
            parcel.withTensors(List.of()),
            parcel.tensors().stream().map(TensorHeader::of).toList(),
            TIME_LEFT,
            sender);
    courier.tell(announce);
    return announce;
  }

  private Announce announce(int bytes) {
    return announce(bytes, peer.ref());
  }

  private void chunk(Announce announce, int index, int bytes) {
    courier.tell(
        new Chunk(
            announce.transfer(),
            index,
            Tensor.wrap("", DataType.UINT8, Shape.of(bytes), new byte[bytes])));
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    ManualTime.get(KIT.system()).timePasses(TICK);
  }

  private InferRefused refusal() {
    return router.expectMessageClass(InferRefused.class);
  }

  @Test
  void sendsASlowReceiverNoMoreThanItsWindow() {
    send("r1", 20 * CHUNK);
    TransferId id = peer.expectMessageClass(Announce.class).transfer();
    courier.tell(new Accepted(id, WINDOW, peer.ref()));
    for (int i = 0; i < WINDOW; i++) {
      assertThat(peer.expectMessageClass(Chunk.class).index()).isEqualTo(i);
    }
    pass(Duration.ofSeconds(5));
    peer.expectNoMessage(Duration.ZERO);

    courier.tell(new Credit(id, 2, false));

    assertThat(peer.expectMessageClass(Chunk.class).index()).isEqualTo(WINDOW);
    assertThat(peer.expectMessageClass(Chunk.class).index()).isEqualTo(WINDOW + 1);
    peer.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsNothingBeforeThereIsRoom() {
    send("r1", 5 * CHUNK);

    Announce announce = peer.expectMessageClass(Announce.class);

    assertThat(announce.parcel().tensors()).isEmpty();
    assertThat(announce.tensors().get(0).byteCount()).isEqualTo(5 * CHUNK);
    peer.expectNoMessage(Duration.ZERO);
  }

  @Test
  void tellsTheRouterThatTheReceiverIsFull() {
    send("r1", 5 * CHUNK);
    Announce announce = peer.expectMessageClass(Announce.class);

    courier.tell(
        new Refused(
            announce.transfer(), TransferRefusals.noRoom(5 * CHUNK, new ReceptionLedger(CHUNK))));

    assertThat(refusal().error().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
  }

  @Test
  void refusesToSendMoreParcelsThanItMay() {
    for (int i = 0; i < 4; i++) {
      send("r" + i, CHUNK);
      peer.expectMessageClass(Announce.class);
    }

    send("one-too-many", CHUNK);

    InferRefused refused = refusal();
    assertThat(refused.requestId()).isEqualTo(new RequestId("one-too-many"));
    assertThat(refused.error().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
  }

  @Test
  void givesUpAtTheDeadlineWithoutAWord() {
    send("r1", 5 * CHUNK);
    Announce announce = peer.expectMessageClass(Announce.class);

    pass(TIME_LEFT.plus(TICK));

    assertThat(peer.expectMessageClass(Drop.class).transfer()).isEqualTo(announce.transfer());
    router.expectNoMessage(Duration.ZERO);
  }

  @Test
  void dropsWhatIsOnItsWayForACancelledRequest() {
    send("r1", 20 * CHUNK);
    TransferId id = peer.expectMessageClass(Announce.class).transfer();
    courier.tell(new Accepted(id, 1, peer.ref()));
    peer.expectMessageClass(Chunk.class);

    courier.tell(new Abandon(new RequestId("r1"), replica.ref()));
    courier.tell(new Credit(id, 5, false));

    assertThat(peer.expectMessageClass(Drop.class).transfer()).isEqualTo(id);
    peer.expectNoMessage(Duration.ZERO);
    replica.expectNoMessage(Duration.ZERO);
  }

  @Test
  void tellsTheRouterThatTheReceiverHasGone() {
    send("r1", 20 * CHUNK);
    TestProbe<TransferProtocol.Command> receiver = KIT.createTestProbe();
    courier.tell(
        new Accepted(peer.expectMessageClass(Announce.class).transfer(), 1, receiver.ref()));
    receiver.expectMessageClass(Chunk.class);

    receiver.stop();

    assertThat(refusal().error().code()).isEqualTo(ErrorCode.NODE_UNREACHABLE);
  }

  @Test
  void reservesRoomBeforeItLetsBytesCome() {
    announce(20 * CHUNK);
    assertThat(peer.expectMessageClass(Accepted.class).credits()).isEqualTo(WINDOW);

    announce(11 * CHUNK);

    Refused refused = peer.expectMessageClass(Refused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
    assertThat(refused.error().message()).contains("11000").contains("20000 of 30000");
  }

  @Test
  void refusesAnAnnouncedSizeAboveTheLargest() {
    announce(LARGEST + 1);

    assertThat(peer.expectMessageClass(Refused.class).error().code())
        .isEqualTo(ErrorCode.TENSOR_TOO_LARGE);
  }

  @Test
  void refusesASizeThatDoesNotFitTheShapeAndKeepsNoRoomForIt() {
    Parcel parcel = parcel("r1", 4);
    courier.tell(
        new Announce(
            TransferId.random(),
            parcel.withTensors(List.of()),
            List.of(new TensorHeader(parcel.tensors().get(0).specification(), 20 * CHUNK)),
            TIME_LEFT,
            peer.ref()));
    assertThat(peer.expectMessageClass(Refused.class).error().code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);

    announce(20 * CHUNK);

    peer.expectMessageClass(Accepted.class);
  }

  @Test
  void givesACreditForEveryChunkAndDeliversWithTheLast() {
    Announce announce = announce(2 * CHUNK);
    peer.expectMessageClass(Accepted.class);

    chunk(announce, 0, CHUNK);
    assertThat(peer.expectMessageClass(Credit.class).complete()).isFalse();
    replica.expectNoMessage(Duration.ZERO);
    chunk(announce, 1, CHUNK);

    assertThat(peer.expectMessageClass(Credit.class).complete()).isTrue();
    assertThat(replica.expectMessageClass(Infer.class).inputs())
        .isEqualTo(parcel("r1", 2 * CHUNK).tensors());
  }

  @Test
  void refusesATransferOfWhichAChunkWasLost() {
    Announce announce = announce(3 * CHUNK);
    peer.expectMessageClass(Accepted.class);
    chunk(announce, 0, CHUNK);
    peer.expectMessageClass(Credit.class);

    chunk(announce, 2, CHUNK);

    assertThat(peer.expectMessageClass(Refused.class).error().code())
        .isEqualTo(ErrorCode.NODE_UNREACHABLE);
    replica.expectNoMessage(Duration.ZERO);
  }

  @Test
  void hasRoomAgainWhenTheLastChunkWasLost() {
    Announce announce = announce(20 * CHUNK);
    peer.expectMessageClass(Accepted.class);
    for (int i = 0; i < 19; i++) {
      chunk(announce, i, CHUNK);
      peer.expectMessageClass(Credit.class);
    }

    pass(TIME_LEFT.plus(TICK));

    assertThat(peer.expectMessageClass(Refused.class).error().code())
        .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    announce(20 * CHUNK);
    peer.expectMessageClass(Accepted.class);
  }

  @Test
  void refusesMoreBytesThanWereAnnounced() {
    Announce announce = announce(2 * CHUNK);
    peer.expectMessageClass(Accepted.class);

    chunk(announce, 0, 2 * CHUNK + 1);

    peer.expectMessageClass(Refused.class);
  }

  @Test
  void hasRoomAgainWhenTheSenderDies() {
    TestProbe<TransferProtocol.Command> sender = KIT.createTestProbe();
    announce(20 * CHUNK, sender.ref());
    sender.expectMessageClass(Accepted.class);

    sender.stop();
    peer.expectTerminated(sender.ref());

    peer.awaitAssert(
        () -> {
          announce(20 * CHUNK);
          return peer.expectMessageClass(Accepted.class);
        });
  }

  @Test
  void cancelsARequestThatIsDroppedAfterItWasDelivered() {
    Announce announce = announce(CHUNK);
    peer.expectMessageClass(Accepted.class);
    chunk(announce, 0, CHUNK);
    replica.expectMessageClass(Infer.class);

    courier.tell(new Drop(announce.transfer(), announce.parcel()));

    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(new RequestId("r1"));
  }

  @Test
  void dropsAnAnswerOnItsWayThatNobodyNeeds() {
    Announce announce = announce(20 * CHUNK);
    peer.expectMessageClass(Accepted.class);

    courier.tell(new Abandon(new RequestId("r1"), replica.ref()));

    assertThat(peer.expectMessageClass(Refused.class).error().code())
        .isEqualTo(ErrorCode.CANCELLED);
    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(new RequestId("r1"));
    chunk(announce, 0, CHUNK);
    peer.expectNoMessage(Duration.ZERO);
  }
}
