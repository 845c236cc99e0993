package io.sampo.http.grpc;

import com.google.protobuf.ByteString;
import io.sampo.http.inference.LittleEndianBuffer;
import io.sampo.http.inference.Refusal;
import io.sampo.protocol.grpc.InferTensorContents;
import io.sampo.protocol.tensor.DataType;

/**
 * From the typed elements of a message to the bytes of a tensor. Small integers share a field with
 * larger ones, so that each is checked against its own type.
 */
final class TypedContents {

  private final String input;
  private final DataType datatype;
  private final InferTensorContents contents;

  private TypedContents(String input, DataType datatype, InferTensorContents contents) {
    this.input = input;
    this.datatype = datatype;
    this.contents = contents;
  }

  /**
   * The elements, little-endian.
   *
   * @param elements how many the shape asks for
   */
  static byte[] read(String input, DataType datatype, long elements, InferTensorContents contents) {
    return new TypedContents(input, datatype, contents).read(elements);
  }

  private byte[] read(long elements) {
    int count = count();
    int foreign = allElements() - count;
    if (foreign > 0) {
      throw Refusal.invalid(
          "unexpected explicit tensor data for input '%s' of type '%s': only %s may be set",
          input, datatype, field());
    }
    if (count != elements) {
      throw Refusal.invalid(
          "unexpected number of elements for input '%s': its shape has %d, but %s has %d",
          input, elements, field(), count);
    }
    LittleEndianBuffer buffer = new LittleEndianBuffer((long) count * datatype.elementBytes());
    for (int i = 0; i < count; i++) {
      put(buffer, i);
    }
    return buffer.toArray();
  }

  private int count() {
    return switch (datatype) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 ->
          throw Refusal.invalid(
              "input '%s' of type '%s' has no typed contents. Please use raw_input_contents",
              input, datatype);
    };
  }

  private String field() {
    return switch (datatype) {
      case BOOL -> "bool_contents";
      case INT8, INT16, INT32 -> "int_contents";
      case INT64 -> "int64_contents";
      case UINT8, UINT16, UINT32 -> "uint_contents";
      case UINT64 -> "uint64_contents";
      case FP32 -> "fp32_contents";
      case FP64 -> "fp64_contents";
      case BYTES -> "bytes_contents";
      case FP16, BF16 -> "raw_input_contents";
    };
  }

  private int allElements() {
    return contents.getBoolContentsCount()
        + contents.getIntContentsCount()
        + contents.getInt64ContentsCount()
        + contents.getUintContentsCount()
        + contents.getUint64ContentsCount()
        + contents.getFp32ContentsCount()
        + contents.getFp64ContentsCount()
        + contents.getBytesContentsCount();
  }

  private void put(LittleEndianBuffer buffer, int i) {
    switch (datatype) {
      case BOOL -> buffer.putByte(contents.getBoolContents(i) ? 1 : 0);
      case INT8 -> buffer.putByte(within(contents.getIntContents(i), Byte.MIN_VALUE, 0x7f));
      case INT16 -> buffer.putShort(within(contents.getIntContents(i), Short.MIN_VALUE, 0x7fff));
      case INT32 -> buffer.putInt(contents.getIntContents(i));
      case INT64 -> buffer.putLong(contents.getInt64Contents(i));
      case UINT8 -> buffer.putByte(within(unsigned(i), 0, 0xff));
      case UINT16 -> buffer.putShort(within(unsigned(i), 0, 0xffff));
      case UINT32 -> buffer.putInt(contents.getUintContents(i));
      case UINT64 -> buffer.putLong(contents.getUint64Contents(i));
      case FP32 -> buffer.putInt(Float.floatToRawIntBits(contents.getFp32Contents(i)));
      case FP64 -> buffer.putLong(Double.doubleToRawLongBits(contents.getFp64Contents(i)));
      case BYTES -> putBytes(buffer, contents.getBytesContents(i));
      case FP16, BF16 -> throw new IllegalStateException("Expected a type with a field of its own");
    }
  }

  private long unsigned(int i) {
    return Integer.toUnsignedLong(contents.getUintContents(i));
  }

  private int within(long value, int least, int most) {
    if (value < least || value > most) {
      throw Refusal.invalid(
          "%s of input '%s': expected %s between %d and %d, but got %d",
          field(), input, datatype, least, most, value);
    }
    return (int) value;
  }

  private static void putBytes(LittleEndianBuffer buffer, ByteString element) {
    buffer.putSized(element.toByteArray());
  }
}
