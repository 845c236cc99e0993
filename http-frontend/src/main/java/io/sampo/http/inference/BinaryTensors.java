package io.sampo.http.inference;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tensors of a request as raw bytes, one behind the other. They are views of the body, no copies.
 */
public final class BinaryTensors {

  private final byte[] body;
  private final int end;
  private final String model;
  private int position;

  public BinaryTensors(byte[] body, int begin, int end, String model) {
    this.body = body;
    this.position = begin;
    this.end = end;
    this.model = model;
  }

  /** The next tensor, of so many bytes. */
  public Tensor next(String name, DataType datatype, Shape shape, long size) {
    if (size > end - position) {
      throw Refusal.invalid(
          "unexpected size for input '%s', expecting %d additional bytes for model '%s'",
          name, size - (end - position), model);
    }
    checkSize(name, datatype, shape, (int) size);
    Tensor tensor = Tensor.wrap(name, datatype, shape, body, position, (int) size);
    position += (int) size;
    return tensor;
  }

  public void requireAllRead() {
    if (position != end) {
      throw Refusal.invalid("unexpected additional input data for model '%s'", model);
    }
  }

  private void checkSize(String name, DataType datatype, Shape shape, int size) {
    if (!datatype.hasFixedSize()) {
      checkElements(name, shape.elementCount(), size);
      return;
    }
    long expected;
    try {
      expected = Math.multiplyExact(shape.elementCount(), (long) datatype.elementBytes());
    } catch (ArithmeticException overflow) {
      throw Refusal.invalid("the shape %s of input '%s' has too many elements", shape, name);
    }
    if (expected != size) {
      throw sizeMismatch(name, Long.toString(expected), size);
    }
  }

  private void checkElements(String name, long elements, int size) {
    ByteBuffer data = ByteBuffer.wrap(body, position, size).order(ByteOrder.LITTLE_ENDIAN);
    long seen = 0;
    while (data.hasRemaining()) {
      long length = data.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(data.getInt());
      if (length < 0 || length > data.remaining()) {
        throw sizeMismatch(name, "whole BYTES elements", size);
      }
      data.position(data.position() + (int) length);
      seen++;
    }
    if (seen != elements) {
      throw sizeMismatch(name, elements + " BYTES elements", size);
    }
  }

  private RuntimeException sizeMismatch(String name, String expected, int got) {
    return Refusal.invalid(
        "input byte size mismatch for input '%s' for model '%s'. Expected %s, got %d",
        name, model, expected, got);
  }
}
