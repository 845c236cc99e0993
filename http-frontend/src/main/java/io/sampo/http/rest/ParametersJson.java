package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads {@link Parameters} from JSON. */
final class ParametersJson {

  private static final int LIMIT = 256;

  private ParametersJson() {}

  /** Reads the object that the parser stands at. */
  static Parameters read(JsonParser parser, String owner) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("Unable to parse 'parameters' of %s: expected an object", owner);
    }
    Map<String, Object> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.startsWith("triton_")) {
        throw Refusal.invalid(
            "parameter keys starting with 'triton_' are reserved, but got '%s'", name);
      }
      parser.nextToken();
      values.put(name, value(parser, name));
      if (values.size() > LIMIT) {
        throw Refusal.invalid("Expected at most %d parameters of %s, but got more", LIMIT, owner);
      }
    }
    return new Parameters(values);
  }

  private static Object value(JsonParser parser, String name) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token.isBoolean()) {
      return parser.getBooleanValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? parser.getText()
          : (Object) parser.getLongValue();
    }
    throw Refusal.invalid(
        "parameter '%s' has invalid type: expected a bool, a number or a string", name);
  }
}
