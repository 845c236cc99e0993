package io.sampo.http.admin;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one JSON object strictly: every field has a type, and a field nobody asked for is a fault.
 * Faults are collected, so that a caller learns all of them at once; a field with a fault reads as
 * null or zero, and {@link #build} makes nothing of it. Not thread-safe.
 */
final class JsonFields {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode node;
  private final String path;
  private final List<String> faults;
  private final int faultsBefore;
  private final Set<String> asked = new TreeSet<>();

  private JsonFields(ObjectNode node, String path, List<String> faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
    this.faultsBefore = faults.size();
  }

  /**
   * Makes a value of one JSON object.
   *
   * @param what it is, for messages
   * @throws PlatformException INVALID_ARGUMENT with all faults in one message
   */
  static <T> T read(byte[] json, String what, Function<JsonFields, T> reader) {
    List<String> faults = new ArrayList<>();
    T value = reader.apply(new JsonFields(parsed(json, what), "", faults));
    if (!faults.isEmpty()) {
      throw refused(String.join("; ", faults));
    }
    return value;
  }

  private static ObjectNode parsed(byte[] json, String what) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw refused("Expected a JSON object in %s, but was %s".formatted(what, kind(tree)));
    } catch (JsonProcessingException malformed) {
      JsonLocation location = malformed.getLocation();
      String place =
          location == null
              ? ""
              : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
      throw refused(
          "Expected JSON in %s, but%s: %s".formatted(what, place, malformed.getOriginalMessage()));
    } catch (IOException unreadable) {
      throw refused("Expected JSON in %s, but: %s".formatted(what, unreadable.getMessage()));
    }
  }

  private static PlatformException refused(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }

  /** Whether the field is there and not null. */
  boolean has(String field) {
    asked.add(field);
    return node.hasNonNull(field);
  }

  /** Whether the field holds an object, where other kinds are possible. */
  boolean holdsObject(String field) {
    asked.add(field);
    return node.path(field).isObject();
  }

  <T> T text(String field, Function<String, T> made) {
    return required(field, "text", JsonNode::isTextual, value -> made.apply(value.textValue()));
  }

  <E extends Enum<E>> E constant(String field, Class<E> type) {
    return text(
        field,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "Expected one of %s, but was [%s]"
                                .formatted(Arrays.toString(type.getEnumConstants()), text))));
  }

  boolean flag(String field) {
    return Boolean.TRUE.equals(
        required(field, "true or false", JsonNode::isBoolean, JsonNode::booleanValue));
  }

  int integer(String field) {
    return orZero(
        required(
            field,
            "a 32-bit integer",
            value -> value.isIntegralNumber() && value.canConvertToInt(),
            JsonNode::intValue));
  }

  int integer(String field, int otherwise) {
    return has(field) ? integer(field) : otherwise;
  }

  long longInteger(String field, long otherwise) {
    return has(field) ? longInteger(field) : otherwise;
  }

  long longInteger(String field) {
    Long value =
        required(
            field,
            "a 64-bit integer",
            each -> each.isIntegralNumber() && each.canConvertToLong(),
            JsonNode::longValue);
    return value == null ? 0 : value;
  }

  double number(String field) {
    Double value = required(field, "a number", JsonNode::isNumber, JsonNode::doubleValue);
    return value == null ? 0 : value;
  }

  double number(String field, double otherwise) {
    return has(field) ? number(field) : otherwise;
  }

  boolean flag(String field, boolean otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    Boolean value = required(field, "true or false", JsonNode::isBoolean, JsonNode::booleanValue);
    return value == null ? otherwise : value;
  }

  <T> T object(String field, Function<JsonFields, T> reader) {
    return required(
        field, "an object", JsonNode::isObject, value -> reader.apply(inner(value, name(field))));
  }

  <T> List<T> objects(String field, Function<JsonFields, T> reader) {
    return elements(
        field, "objects", JsonNode::isObject, (value, place) -> reader.apply(inner(value, place)));
  }

  List<String> texts(String field) {
    return elements(field, "texts", JsonNode::isTextual, (value, place) -> value.textValue());
  }

  List<Long> longIntegers(String field) {
    return elements(
        field,
        "integers",
        value -> value.isIntegralNumber() && value.canConvertToLong(),
        (value, place) -> value.longValue());
  }

  /** The names of the fields of this object, all of which count as asked for. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    asked.addAll(names);
    return names;
  }

  /**
   * Makes a part of the value from some fields of this object, or null if one of them has a fault.
   * An {@link IllegalArgumentException} of the maker is a fault, which hides none of the others.
   */
  <T> T part(Function<JsonFields, Supplier<T>> reader) {
    int before = faults.size();
    Supplier<T> maker = reader.apply(this);
    return faults.size() > before ? null : guarded("", maker);
  }

  /** Runs a check of several fields together; its {@link IllegalArgumentException} is a fault. */
  void check(Runnable check) {
    guarded(
        "",
        () -> {
          check.run();
          return null;
        });
  }

  /** Reports what is wrong about several fields together. */
  void fault(String message) {
    faults.add(message);
  }

  /**
   * Reports the fields that nobody asked for; then makes the value, or null if this object has a
   * fault. An {@link IllegalArgumentException} of the maker is a fault.
   */
  <T> T build(Supplier<T> maker) {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!asked.contains(field)) {
                faults.add(
                    "Expected only %s%s, but got [%s]".formatted(asked, place(), name(field)));
              }
            });
    return faults.size() > faultsBefore ? null : guarded("", maker);
  }

  private interface Test {
    boolean holds(JsonNode value);
  }

  private interface ElementReader<T> {
    T read(JsonNode value, String place);
  }

  private <T> T required(String field, String kind, Test test, Function<JsonNode, T> reader) {
    if (!has(field)) {
      faults.add("Expected [%s], but it is missing".formatted(name(field)));
      return null;
    }
    JsonNode value = node.get(field);
    if (!test.holds(value)) {
      faults.add("Expected [%s] to be %s, but was %s".formatted(name(field), kind, kind(value)));
      return null;
    }
    return guarded("[" + name(field) + "]: ", () -> reader.apply(value));
  }

  private <T> List<T> elements(String field, String kind, Test test, ElementReader<T> reader) {
    List<T> elements =
        required(
            field,
            "a list of " + kind,
            JsonNode::isArray,
            array -> {
              List<T> read = new ArrayList<>();
              for (int i = 0; i < array.size(); i++) {
                String place = "%s[%d]".formatted(name(field), i);
                read.add(element(array.get(i), place, kind, test, reader));
              }
              return read;
            });
    return elements == null ? List.of() : elements;
  }

  private <T> T element(
      JsonNode value, String place, String kind, Test test, ElementReader<T> reader) {
    if (!test.holds(value)) {
      faults.add("Expected [%s] to hold %s, but was %s".formatted(place, kind, kind(value)));
      return null;
    }
    return reader.read(value, place);
  }

  private <T> T guarded(String prefix, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException fault) {
      faults.add(prefix + fault.getMessage());
      return null;
    }
  }

  private JsonFields inner(JsonNode value, String place) {
    return new JsonFields((ObjectNode) value, place, faults);
  }

  private static int orZero(Integer value) {
    return value == null ? 0 : value;
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private String place() {
    return path.isEmpty() ? "" : " in [" + path + "]";
  }

  private static String kind(JsonNode value) {
    if (value.isMissingNode()) {
      return "nothing";
    }
    String text = value.toString();
    return "[" + (text.length() <= 60 ? text : text.substring(0, 60) + "…") + "]";
  }
}
