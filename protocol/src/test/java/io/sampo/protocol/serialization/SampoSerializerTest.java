package io.sampo.protocol.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.Reply;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SampoSerializerTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create();

  private final SampoSerializer serializer =
      new SampoSerializer((ExtendedActorSystem) Adapter.toClassic(TEST_KIT.system()));

  @AfterAll
  static void stopSystem() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void writesIntoTheBufferOfTheTransport() throws NotSerializableException {
    // given
    Infer infer = infer(1000);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    buffer.putInt(4711);

    // when
    serializer.toBinary(infer, buffer);
    buffer.flip();
    int before = buffer.getInt();
    Object read = serializer.fromBinary(buffer, serializer.manifest(infer));

    // then
    assertThat(before).isEqualTo(4711);
    assertThat(read).isEqualTo(infer);
  }

  @Test
  void tellsTheTransportThatAMessageIsTooLarge() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(512);

    assertThatThrownBy(() -> serializer.toBinary(infer(1000), buffer))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void refusesAndCountsWhatItDoesNotKnow() {
    long before = SampoSerializer.refusals();

    assertThatThrownBy(() -> serializer.fromBinary(new byte[8], "99999"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("[99999]");
    assertThatThrownBy(() -> serializer.fromBinary(new byte[8], "not a number"))
        .isInstanceOf(NotSerializableException.class);

    assertThat(SampoSerializer.refusals()).isEqualTo(before + 2);
  }

  @Test
  void refusesEveryTruncationOfAMessage() {
    Infer infer = infer(4);
    byte[] bytes = serializer.toBinary(infer);
    String manifest = serializer.manifest(infer);

    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.fromBinary(truncated, manifest))
          .as("cut after %d of %d bytes", length, bytes.length)
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void refusesAMessageInWhichAnyBitWasTurnedOver() {
    Infer infer = infer(4);
    byte[] bytes = serializer.toBinary(infer);
    String manifest = serializer.manifest(infer);

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> serializer.fromBinary(changed, manifest))
          .as("bit %d", bit)
          .isInstanceOf(NotSerializableException.class);
      assertThatThrownBy(() -> serializer.fromBinary(ByteBuffer.wrap(changed), manifest))
          .as("bit %d in a buffer", bit)
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void refusesTheBytesOfOneTypeAsAnother() {
    CancelInfer cancel = new CancelInfer(new RequestId("r1"));

    assertThatThrownBy(
            () -> serializer.fromBinary(serializer.toBinary(cancel), serializer.manifest(infer(1))))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void refusesTypesThatNobodyRegistered() {
    assertThatThrownBy(() -> serializer.manifest("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  private static Infer infer(int floats) {
    TestProbe<Reply> probe = TEST_KIT.createTestProbe();
    return new Infer(
        new RequestId("r1"),
        Duration.ofSeconds(3),
        TraceContext.NONE,
        List.of(Tensor.wrap("x", DataType.FP32, Shape.of(floats), new byte[floats * 4])),
        List.of(),
        0,
        probe.ref());
  }
}
