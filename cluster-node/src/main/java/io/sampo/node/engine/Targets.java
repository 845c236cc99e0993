package io.sampo.node.engine;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * What a module should say to the samples of a batch.
 *
 * @param values direct, native order; from its position on, which stays
 * @param type INT64 for classes, FP32 for numbers
 * @param batchShape batch dimension first
 */
public record Targets(ByteBuffer values, DataType type, Shape batchShape) {
  /** For a loss that ignores them. */
  public static final Targets NONE =
      new Targets(ByteBuffer.allocateDirect(0), DataType.INT64, Shape.of(0));

  public Targets {
    requireNonNull(type, "type is null");
    long bytes = Math.multiplyExact(batchShape.elementCount(), type.elementBytes());
    if (!values.isDirect() || values.remaining() != bytes) {
      throw new IllegalArgumentException(
          "Expected %d bytes in a direct buffer for targets %s of %s, but got %s"
              .formatted(bytes, batchShape, type, values));
    }
  }

  /** All values of INT64 targets. */
  public LongBuffer classes() {
    return values.slice().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  /** All values of FP32 targets. */
  public FloatBuffer numbers() {
    return values.slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
