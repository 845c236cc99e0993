package io.sampo.http.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sampo.http.inference.BinaryTensors;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Between the bytes of a message and those of a tensor, without a copy. Neither side changes them
 * afterwards: messages and tensors are immutable.
 */
final class RawContents {

  private RawContents() {}

  static Tensor read(String name, DataType datatype, Shape shape, ByteString bytes, String model) {
    Lender lender = new Lender();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, lender);
    } catch (IOException impossible) {
      throw new IllegalStateException("Expected to read memory, but could not", impossible);
    }
    int begin = lender.offset;
    return new BinaryTensors(lender.array, begin, begin + bytes.size(), model)
        .next(name, datatype, shape, bytes.size());
  }

  static ByteString write(Tensor tensor) {
    ByteString[] written = new ByteString[1];
    tensor.writeTo(
        (array, offset, length) ->
            written[0] = UnsafeByteOperations.unsafeWrap(array, offset, length));
    return written[0];
  }

  /** Is shown the array that bytes lie in. */
  private static final class Lender extends ByteOutput {
    private byte[] array = new byte[0];
    private int offset;

    @Override
    public void write(byte value) {
      take(new byte[] {value}, 0, 1);
    }

    @Override
    public void write(byte[] value, int begin, int length) {
      byte[] copy = new byte[length];
      System.arraycopy(value, begin, copy, 0, length);
      take(copy, 0, length);
    }

    @Override
    public void writeLazy(byte[] value, int begin, int length) {
      take(value, begin, length);
    }

    @Override
    public void write(ByteBuffer value) {
      writeLazy(value);
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      byte[] copy = new byte[value.remaining()];
      value.get(copy);
      take(copy, 0, copy.length);
    }

    private void take(byte[] piece, int begin, int length) {
      if (array.length == 0) {
        array = piece;
        offset = begin;
        return;
      }
      throw new IllegalStateException("Expected the bytes of a parsed message in one piece");
    }
  }
}
