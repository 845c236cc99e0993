package io.sampo.http.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code parameters} object: names with truth values, numbers or strings. Small, hence a map.
 *
 * @param values as {@link Boolean}, {@link Long}, {@link Double} or {@link String}
 */
record Parameters(Map<String, Object> values) {

  static final Parameters NONE = new Parameters(Map.of());

  private static final int LIMIT = 256;

  Parameters {
    values = Map.copyOf(values);
  }

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

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<Boolean> truth(String name) {
    return value(name, Boolean.class, "a bool");
  }

  /** A whole number of 0 or more. */
  Optional<Long> count(String name) {
    Optional<Long> count = value(name, Long.class, "an integer of 0 or more");
    if (count.isPresent() && count.get() < 0) {
      throw Refusal.invalid(
          "parameter '%s': expected an integer of 0 or more, but got %d", name, count.get());
    }
    return count;
  }

  private <T> Optional<T> value(String name, Class<T> type, String expectation) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw Refusal.invalid("parameter '%s': expected %s, but got '%s'", name, expectation, value);
    }
    return Optional.ofNullable(type.cast(value));
  }
}
