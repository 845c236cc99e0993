package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sampo.http.inference.BinaryTensors;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads one element of {@code inputs}. Fields come in any order: where {@code data} comes before
 * datatype or shape, its place is remembered and it is read at the end.
 */
final class InputParser {

  private static final int MOST_DIMENSIONS = 64;

  private final JsonFactory factory;
  private final byte[] json;
  private final int length;
  private final boolean nullIsMissing;

  private String name;
  private DataType datatype;
  private Shape shape;
  private Parameters parameters = Parameters.NONE;
  private byte[] data;
  private int dataBegin = -1;
  private int dataEnd;

  private InputParser(JsonFactory factory, byte[] json, int length, boolean nullIsMissing) {
    this.factory = factory;
    this.json = json;
    this.length = length;
    this.nullIsMissing = nullIsMissing;
  }

  /**
   * Reads the object that the parser stands at.
   *
   * @param json what the parser reads; it begins at index 0
   * @param nullIsMissing as in {@link TensorJson#read}
   */
  static ParsedInput read(
      JsonFactory factory, JsonParser parser, byte[] json, int length, boolean nullIsMissing)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("Unable to parse 'inputs': expected an array of objects");
    }
    InputParser reader = new InputParser(factory, json, length, nullIsMissing);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      reader.readField(parser, field);
    }
    return reader.finish();
  }

  private void readField(JsonParser parser, String field) throws IOException {
    switch (field) {
      case "name" -> name = text(parser, field);
      case "datatype" -> datatype = datatype(text(parser, field));
      case "shape" -> shape = shape(parser);
      case "parameters" -> parameters = ParametersJson.read(parser, "an input");
      case "data" -> readData(parser);
      default -> parser.skipChildren();
    }
  }

  private static String text(JsonParser parser, String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw Refusal.invalid("Unable to parse '%s' of an input: expected a string", field);
    }
    return parser.getText();
  }

  private static DataType datatype(String text) {
    try {
      return DataType.valueOf(text);
    } catch (IllegalArgumentException unknown) {
      throw Refusal.invalid(
          "invalid datatype '%s' of an input: expected one of %s",
          text, Arrays.toString(DataType.values()));
    }
  }

  private static Shape shape(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Unable to parse 'shape' of an input: expected an array of integers");
    }
    long[] dimensions = new long[8];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (rank == MOST_DIMENSIONS) {
        throw Refusal.invalid(
            "Unable to parse 'shape' of an input: more than %d dimensions", MOST_DIMENSIONS);
      }
      if (rank == dimensions.length) {
        dimensions = Arrays.copyOf(dimensions, MOST_DIMENSIONS);
      }
      dimensions[rank++] = dimension(parser);
    }
    return Shape.of(Arrays.copyOf(dimensions, rank));
  }

  private static long dimension(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || parser.getLongValue() < 0) {
      throw Refusal.invalid(
          "Unable to parse 'shape' of an input: expected integers of 0 or more, but got '%s'",
          parser.getText());
    }
    return parser.getLongValue();
  }

  private void readData(JsonParser parser) throws IOException {
    if (data != null || dataBegin >= 0) {
      throw Refusal.invalid("Unable to parse an input: 'data' came twice");
    }
    if (datatype != null && shape != null && name != null) {
      long left = length - Math.max(0, parser.currentTokenLocation().getByteOffset());
      data = readElements(parser, left);
      return;
    }
    dataBegin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    dataEnd = Math.toIntExact(parser.currentLocation().getByteOffset());
    if (dataBegin < 0 || dataEnd < dataBegin || dataEnd > length) {
      throw Refusal.invalid("Unable to parse 'data': expected JSON in UTF-8");
    }
  }

  private byte[] readElements(JsonParser parser, long available) throws IOException {
    return TensorJson.read(parser, name, datatype, elements(), available, nullIsMissing);
  }

  private ParsedInput finish() throws IOException {
    requireFields();
    if (dataBegin >= 0) {
      try (JsonParser parser = factory.createParser(json, dataBegin, dataEnd - dataBegin)) {
        parser.nextToken();
        data = readElements(parser, dataEnd - dataBegin);
      }
    }
    boolean binary = parameters.has("binary_data_size");
    boolean shared = parameters.has("shared_memory_region");
    if ((data != null ? 1 : 0) + (binary ? 1 : 0) + (shared ? 1 : 0) != 1) {
      throw Refusal.invalid(
          "Input must set only one of the following fields: 'data', 'binary_data_size' in"
              + " 'parameters', 'shared_memory_region' in 'parameters'. But input '%s' set %s",
          name, data == null && !binary && !shared ? "none" : "several");
    }
    if (shared) {
      throw Refusal.unsupported(
          "shared memory is not supported, but input '" + name + "' asks for it");
    }
    Tensor tensor = data == null ? null : Tensor.wrap(name, datatype, shape, data);
    return new ParsedInput(
        name, datatype, shape, tensor, parameters.count("binary_data_size").orElse(0L));
  }

  private void requireFields() {
    String missing =
        name == null ? "name" : datatype == null ? "datatype" : shape == null ? "shape" : null;
    if (missing != null) {
      throw Refusal.invalid(
          "Unable to parse '%s' of input '%s': it is missing", missing, name == null ? "" : name);
    }
  }

  private long elements() {
    try {
      return shape.elementCount();
    } catch (ArithmeticException overflow) {
      throw Refusal.invalid("the shape %s of input '%s' has too many elements", shape, name);
    }
  }

  /**
   * One input, whose bytes may still have to be taken from behind the JSON.
   *
   * @param tensor null if the bytes follow the JSON
   * @param binarySize how many bytes follow
   */
  record ParsedInput(String name, DataType datatype, Shape shape, Tensor tensor, long binarySize) {

    boolean isBinary() {
      return tensor == null;
    }

    Tensor resolve(BinaryTensors binary) {
      return tensor != null ? tensor : binary.next(name, datatype, shape, binarySize);
    }
  }
}
