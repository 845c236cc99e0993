package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sampo.http.inference.LittleEndianBuffer;
import io.sampo.http.inference.Refusal;
import io.sampo.protocol.tensor.DataType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads the elements of a {@code data} array, flat or nested row by row, into little-endian bytes.
 * Streams: no tree is built, and memory grows with what is read, never with what a shape claims.
 */
final class TensorJson {

  private static final int DEEPEST = 100;
  private static final BigInteger LARGEST_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final String name;
  private final DataType datatype;
  private final long expected;
  private final boolean nullIsMissing;
  private final LittleEndianBuffer buffer;
  private long count;

  private TensorJson(
      String name, DataType datatype, long expected, long available, boolean nullIsMissing) {
    this.name = name;
    this.datatype = datatype;
    this.expected = expected;
    this.nullIsMissing = nullIsMissing;
    // An element and its separator take two characters at least.
    long elements = Math.min(expected, available / 2 + 1);
    this.buffer = new LittleEndianBuffer(elements * Math.max(datatype.elementBytes(), 8));
  }

  /**
   * Reads the array that the parser stands at.
   *
   * @param expected the number of elements by the shape
   * @param available the most bytes of JSON that are left, which bounds the first allocation
   * @param nullIsMissing whether null stands for a number or a text that is missing; JSON has no
   *     NaN. Otherwise it is refused
   */
  static byte[] read(
      JsonParser parser,
      String name,
      DataType datatype,
      long expected,
      long available,
      boolean nullIsMissing)
      throws IOException {
    if (datatype == DataType.FP16 || datatype == DataType.BF16) {
      throw JsonRefusal.notViaJson("receiving", datatype.name(), "input", name);
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Unable to parse 'data' of input '%s': expected an array", name);
    }
    TensorJson reader = new TensorJson(name, datatype, expected, available, nullIsMissing);
    reader.readArrays(parser);
    if (reader.count != expected) {
      throw Refusal.invalid(
          "Unable to parse 'data' of input '%s': expected %d elements for its shape, got %d",
          name, expected, reader.count);
    }
    return reader.buffer.toArray();
  }

  private void readArrays(JsonParser parser) throws IOException {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw Refusal.invalid("Unable to parse 'data' of input '%s': the array has no end", name);
      }
      switch (token) {
        case START_ARRAY -> depth = deeper(depth);
        case END_ARRAY -> depth--;
        default -> readElement(parser, token);
      }
    }
  }

  private int deeper(int depth) {
    if (depth == DEEPEST) {
      throw Refusal.invalid(
          "Unable to parse 'data' of input '%s': nested deeper than %d", name, DEEPEST);
    }
    return depth + 1;
  }

  private void readElement(JsonParser parser, JsonToken token) throws IOException {
    count++;
    if (count > expected) {
      throw Refusal.invalid(
          "Unable to parse 'data' of input '%s': expected %d elements for its shape, got more",
          name, expected);
    }
    switch (datatype) {
      case BOOL -> buffer.putByte(truth(parser, token));
      case BYTES -> buffer.putSized(text(parser, token));
      case FP32 -> buffer.putInt(Float.floatToRawIntBits(single(parser, token)));
      case FP64 -> buffer.putLong(Double.doubleToRawLongBits(number(parser, token)));
      case UINT64 -> buffer.putLong(unsigned(parser, token));
      case INT64 -> buffer.putLong(integer(parser, token, Long.MIN_VALUE, Long.MAX_VALUE));
      default -> readSmallInteger(parser, token);
    }
  }

  private void readSmallInteger(JsonParser parser, JsonToken token) throws IOException {
    switch (datatype) {
      case UINT8 -> buffer.putByte((int) integer(parser, token, 0, 0xFF));
      case UINT16 -> buffer.putShort((int) integer(parser, token, 0, 0xFFFF));
      case UINT32 -> buffer.putInt((int) integer(parser, token, 0, 0xFFFF_FFFFL));
      case INT8 -> buffer.putByte((int) integer(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 -> buffer.putShort((int) integer(parser, token, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 ->
          buffer.putInt((int) integer(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      default -> throw new IllegalStateException("Expected an integer type, but was " + datatype);
    }
  }

  private int truth(JsonParser parser, JsonToken token) throws IOException {
    return token.isBoolean()
        ? (parser.getBooleanValue() ? 1 : 0)
        : (int) integer(parser, token, 0, 1);
  }

  private byte[] text(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      requireMissing(parser, token);
      return new byte[0];
    }
    return parser.getText().getBytes(StandardCharsets.UTF_8);
  }

  private float single(JsonParser parser, JsonToken token) throws IOException {
    if (!token.isNumeric()) {
      requireMissing(parser, token);
      return Float.NaN;
    }
    float value = parser.getFloatValue();
    if (Float.isInfinite(value)) {
      throw unfit(parser);
    }
    return value;
  }

  private double number(JsonParser parser, JsonToken token) throws IOException {
    if (!token.isNumeric()) {
      requireMissing(parser, token);
      return Double.NaN;
    }
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw unfit(parser);
    }
    return value;
  }

  private long integer(JsonParser parser, JsonToken token, long lowest, long highest)
      throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw unfit(parser);
    }
    long value = parser.getLongValue();
    if (value < lowest || value > highest) {
      throw unfit(parser);
    }
    return value;
  }

  private long unsigned(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw unfit(parser);
    }
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return integer(parser, token, 0, Long.MAX_VALUE);
    }
    BigInteger value = parser.getBigIntegerValue();
    if (value.signum() < 0 || value.compareTo(LARGEST_UNSIGNED) > 0) {
      throw unfit(parser);
    }
    return value.longValue();
  }

  private void requireMissing(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NULL || !nullIsMissing) {
      throw unfit(parser);
    }
  }

  private RuntimeException unfit(JsonParser parser) throws IOException {
    String text = parser.getText();
    String shown = text == null || text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return Refusal.invalid(
        "Unable to parse 'data' of input '%s': expected %s, but element %d is %s",
        name, datatype, count - 1, shown);
  }
}
