package io.sampo.node.engine;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Targets of values that are written down in a test. */
public final class TestTargets {
  private TestTargets() {}

  /** One class for each sample. */
  public static Targets classes(long... classes) {
    return classes(Shape.of(classes.length), classes);
  }

  public static Targets classes(Shape batchShape, long... classes) {
    ByteBuffer values = direct(classes.length * Long.BYTES);
    values.asLongBuffer().put(classes);
    return new Targets(values, DataType.INT64, batchShape);
  }

  public static Targets numbers(Shape batchShape, float... numbers) {
    ByteBuffer values = direct(numbers.length * Float.BYTES);
    values.asFloatBuffer().put(numbers);
    return new Targets(values, DataType.FP32, batchShape);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
