package io.sampo.protocol.tensor;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A named tensor on the heap: little-endian, row-major, no padding. Immutable: whoever calls {@link
 * #wrap} gives the array away.
 */
public final class Tensor {
  private final String name;
  private final DataType dataType;
  private final Shape shape;
  private final byte[] data;
  private final int offset;
  private final int length;

  private Tensor(String name, DataType dataType, Shape shape, byte[] data, int offset, int length) {
    this.name = requireNonNull(name, "name is null");
    this.dataType = requireNonNull(dataType, "dataType is null");
    this.shape = requireNonNull(shape, "shape is null");
    this.data = requireNonNull(data, "data is null");
    this.offset = offset;
    this.length = length;
    if (dataType.hasFixedSize()) {
      long expected = Math.multiplyExact(shape.elementCount(), dataType.elementBytes());
      if (expected != length) {
        throw new IllegalArgumentException(
            "Expected %d bytes for tensor [%s] of %s %s, but got %d"
                .formatted(expected, name, dataType, shape, length));
      }
    }
  }

  /**
   * A tensor over this very array, without a copy.
   *
   * @throws IllegalArgumentException if the bytes do not fit datatype and shape
   */
  public static Tensor wrap(String name, DataType dataType, Shape shape, byte[] data) {
    return new Tensor(name, dataType, shape, data, 0, data.length);
  }

  /** As {@link #wrap(String, DataType, Shape, byte[])}, over a part of the array. */
  public static Tensor wrap(
      String name, DataType dataType, Shape shape, byte[] data, int offset, int length) {
    return new Tensor(name, dataType, shape, data, offset, length);
  }

  public static Tensor ofFloats(String name, Shape shape, float... values) {
    byte[] data = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return wrap(name, DataType.FP32, shape, data);
  }

  public String name() {
    return name;
  }

  public DataType dataType() {
    return dataType;
  }

  public Shape shape() {
    return shape;
  }

  public int byteCount() {
    return length;
  }

  /** A read-only little-endian view of the bytes, positioned at the first. */
  public ByteBuffer data() {
    return ByteBuffer.wrap(data, offset, length)
        .slice()
        .asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes the bytes of a tensor where they lie. */
  @FunctionalInterface
  public interface ByteSink {
    void write(byte[] array, int offset, int length);
  }

  /** Hands the bytes to a sink, without a copy; the sink must not keep or change the array. */
  public void writeTo(ByteSink sink) {
    sink.write(data, offset, length);
  }

  /** A part of the bytes as a nameless tensor of UINT8, over the same array. */
  public Tensor bytes(int from, int count) {
    if (from < 0 || count < 0 || count > length - from) {
      throw new IndexOutOfBoundsException(
          "Expected a part of %d bytes, but was [%d, %d]".formatted(length, from, count));
    }
    return new Tensor("", DataType.UINT8, Shape.of(count), data, offset + from, count);
  }

  public float[] toFloats() {
    if (dataType != DataType.FP32) {
      throw new IllegalStateException("Expected FP32 in [" + name + "], but was " + dataType);
    }
    float[] values = new float[length / Float.BYTES];
    data().asFloatBuffer().get(values);
    return values;
  }

  /**
   * A part of this tensor along its outermost dimension, over the same bytes.
   *
   * @throws IllegalArgumentException if the tensor has no such part, or elements without a fixed
   *     size
   */
  public Tensor items(long first, long count) {
    if (shape.rank() == 0
        || first < 0
        || count < 0
        || first + count > shape.dimension(0)
        || !dataType.hasFixedSize()) {
      throw new IllegalArgumentException(
          "Expected items [%d, %d) in tensor [%s], but it is %s %s"
              .formatted(first, first + count, name, dataType, shape));
    }
    int itemBytes = shape.dimension(0) == 0 ? 0 : (int) (length / shape.dimension(0));
    return new Tensor(
        name,
        dataType,
        shape.withFirst(count),
        data,
        offset + Math.toIntExact(first * itemBytes),
        Math.toIntExact(count * itemBytes));
  }

  public TensorSpec specification() {
    return new TensorSpec(name, dataType, shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && name.equals(tensor.name)
        && dataType == tensor.dataType
        && shape.equals(tensor.shape)
        && data().equals(tensor.data());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {name, dataType, shape, data()});
  }

  @Override
  public String toString() {
    return "Tensor[" + name + " " + dataType + " " + shape + "]";
  }
}
