package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputComparisonTest {

  private final OutputComparison comparison = new OutputComparison(1e-5);

  private boolean same(Tensor one, Tensor other) {
    return comparison.same(List.of(one), List.of(other));
  }

  private static Tensor floats(float... values) {
    return Tensor.ofFloats("y", Shape.of(values.length), values);
  }

  private static Tensor halves(DataType type, int... bits) {
    ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int each : bits) {
      data.putShort((short) each);
    }
    return Tensor.wrap("y", type, Shape.of(bits.length), data.array());
  }

  @Test
  void forgivesFloatsTheTolerance() {
    assertThat(same(floats(100f, 0f), floats(100.0005f, 0f))).isTrue();
    assertThat(same(floats(100f, 0f), floats(100.002f, 0f))).isFalse();
    assertThat(same(floats(1e-20f), floats(2e-20f))).as("relative").isFalse();
  }

  @Test
  void knowsWhatIsNoNumber() {
    assertThat(same(floats(Float.NaN), floats(Float.NaN))).isTrue();
    assertThat(same(floats(Float.NaN), floats(0f))).isFalse();
    assertThat(same(floats(Float.POSITIVE_INFINITY), floats(Float.MAX_VALUE))).isFalse();
    assertThat(same(floats(0f), floats(-0f))).isTrue();
  }

  @Test
  void readsShortFloats() {
    assertThat(same(halves(DataType.FP16, 0x3c00, 0x0001), halves(DataType.FP16, 0x3c00, 0x0001)))
        .isTrue();
    assertThat(same(halves(DataType.FP16, 0x3c00), halves(DataType.FP16, 0x3c01))).isFalse();
    assertThat(same(halves(DataType.FP16, 0x0000), halves(DataType.FP16, 0x8000))).isTrue();
    assertThat(same(halves(DataType.BF16, 0x3f80), halves(DataType.BF16, 0x3f81))).isFalse();
  }

  @Test
  void wantsTheSameNamesTypesAndShapes() {
    Tensor renamed = Tensor.ofFloats("z", Shape.of(1), 1f);
    Tensor reshaped = Tensor.ofFloats("y", Shape.of(1, 1), 1f);
    Tensor retyped = Tensor.wrap("y", DataType.INT32, Shape.of(1), new byte[] {0, 0, -128, 63});

    assertThat(same(floats(1f), renamed)).isFalse();
    assertThat(same(floats(1f), reshaped)).isFalse();
    assertThat(same(floats(1f), retyped)).isFalse();
    assertThat(comparison.same(List.of(floats(1f), renamed), List.of(renamed, floats(1f))))
        .isTrue();
    assertThat(comparison.same(List.of(floats(1f)), List.of(floats(1f), renamed))).isFalse();
  }

  @Test
  void comparesEverythingElseToTheBit() {
    Tensor one =
        Tensor.wrap("y", DataType.INT64, Shape.of(1), new byte[] {1, 0, 0, 0, 0, 0, 0, 64});
    Tensor other =
        Tensor.wrap("y", DataType.INT64, Shape.of(1), new byte[] {2, 0, 0, 0, 0, 0, 0, 64});

    assertThat(same(one, one)).isTrue();
    assertThat(same(one, other)).isFalse();
  }
}
