package io.sampo.http.admin;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads a JSON object field by field and gathers everything that is wrong with it, so that a person
 * hears of all faults at once. Fields that nobody asked for are faults. Not thread-safe.
 */
final class JsonFields {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final JsonNode node;
  private final String path;
  private final List<String> faults;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<JsonFields> children = new ArrayList<>();

  private JsonFields(JsonNode node, String path, List<String> faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
  }

  /**
   * Reads an object.
   *
   * @throws MalformedBodyException if the bytes are no JSON
   */
  static JsonFields parse(byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node == null || !node.isObject()) {
        throw new MalformedBodyException("Expected a JSON object, but got something else");
      }
      return new JsonFields(node, "", new ArrayList<>());
    } catch (JsonProcessingException unparsable) {
      JsonLocation at = unparsable.getLocation();
      throw new MalformedBodyException(
          "Expected JSON, but line %d, column %d: %s"
              .formatted(
                  at == null ? 0 : at.getLineNr(),
                  at == null ? 0 : at.getColumnNr(),
                  unparsable.getOriginalMessage()),
          unparsable);
    } catch (IOException unreadable) {
      throw new MalformedBodyException("Expected JSON, but " + unreadable.getMessage(), unreadable);
    }
  }

  Optional<String> optionalText(String field) {
    return value(field, JsonNode::isTextual, "a string", JsonNode::textValue);
  }

  /** The empty string if it is missing. */
  String text(String field) {
    return required(field, optionalText(field), "a string", "");
  }

  int integer(String field, int otherwise) {
    return (int) whole(field, otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  int requiredInteger(String field) {
    require(field, "an integer");
    return integer(field, 1);
  }

  long whole(String field, long otherwise) {
    return whole(field, otherwise, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long whole(String field, long otherwise, long lowest, long highest) {
    return this.<Long>value(
            field,
            found ->
                found.isIntegralNumber()
                    && found.canConvertToLong()
                    && found.longValue() >= lowest
                    && found.longValue() <= highest,
            "an integer",
            JsonNode::longValue)
        .orElse(otherwise);
  }

  double number(String field, double otherwise) {
    return value(field, JsonNode::isNumber, "a number", JsonNode::doubleValue).orElse(otherwise);
  }

  double requiredNumber(String field) {
    require(field, "a number");
    return number(field, 1);
  }

  <E extends Enum<E>> E choice(String field, Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    String expectation = "one of " + names;
    return required(
        field,
        value(
            field,
            found -> names.contains(found.asText()),
            expectation,
            found -> Enum.valueOf(type, found.asText())),
        expectation,
        type.getEnumConstants()[0]);
  }

  Optional<JsonFields> optionalObject(String field) {
    return value(field, JsonNode::isObject, "an object", found -> child(found, field));
  }

  /** An empty one if it is missing. */
  JsonFields object(String field) {
    Optional<JsonFields> found = optionalObject(field);
    require(field, "an object");
    return found.orElseGet(
        () -> new JsonFields(MAPPER.createObjectNode(), path, new ArrayList<>()));
  }

  List<JsonFields> objects(String field) {
    List<JsonFields> all = new ArrayList<>();
    require(field, "an array of objects");
    JsonNode array = array(field, JsonNode::isObject, "an array of objects");
    for (int i = 0; i < array.size(); i++) {
      all.add(child(array.get(i), field + "[" + i + "]"));
    }
    return all;
  }

  List<String> texts(String field) {
    List<String> all = new ArrayList<>();
    array(field, JsonNode::isTextual, "an array of strings").forEach(one -> all.add(one.asText()));
    return all;
  }

  long[] wholes(String field) {
    require(field, "an array of integers");
    JsonNode array =
        array(
            field,
            found -> found.isIntegralNumber() && found.canConvertToLong(),
            "an array of integers");
    long[] all = new long[array.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = array.get(i).longValue();
    }
    return all;
  }

  /** All fields of an object whose names are free, with whole numbers. */
  Map<String, Integer> integers(String field) {
    Map<String, Integer> all = new LinkedHashMap<>();
    JsonFields object = object(field);
    for (Iterator<String> names = object.node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      all.put(name, object.integer(name, 0));
    }
    return all;
  }

  /** Makes a value whose constructor may object; its objection is a fault, and null is returned. */
  <T> T build(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException objection) {
      faults.add(
          path.isEmpty() ? objection.getMessage() : objection.getMessage() + " in [" + path + "]");
      return null;
    }
  }

  /** As {@link #build}, of a text that must be there. */
  <T> T named(String field, Function<String, T> maker) {
    return optionalNamed(field, maker)
        .orElseGet(
            () -> {
              require(field, "a string");
              return null;
            });
  }

  <T> Optional<T> optionalNamed(String field, Function<String, T> maker) {
    return optionalText(field).map(text -> build(() -> maker.apply(text)));
  }

  /**
   * Everything was asked for.
   *
   * @throws PlatformException with all faults in one message, if there are any
   */
  void requireNoFaults() {
    addUnknown();
    if (!faults.isEmpty()) {
      throw new PlatformException(ErrorCode.INVALID_ARGUMENT, String.join("; ", faults));
    }
  }

  private void addUnknown() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        faults.add("Expected only the fields %s%s, but got [%s]".formatted(known, in(), name));
      }
    }
    children.forEach(JsonFields::addUnknown);
  }

  private JsonFields child(JsonNode found, String field) {
    JsonFields child = new JsonFields(found, full(field), faults);
    children.add(child);
    return child;
  }

  private JsonNode array(String field, Predicate<JsonNode> each, String expectation) {
    return value(
            field, found -> found.isArray() && allMatch(found, each), expectation, found -> found)
        .orElseGet(MAPPER::createArrayNode);
  }

  private static boolean allMatch(JsonNode array, Predicate<JsonNode> each) {
    for (JsonNode one : array) {
      if (!each.test(one)) {
        return false;
      }
    }
    return true;
  }

  private <T> Optional<T> value(
      String field, Predicate<JsonNode> fits, String expectation, Function<JsonNode, T> convert) {
    known.add(field);
    JsonNode found = node.get(field);
    if (found == null || found.isNull()) {
      return Optional.empty();
    }
    if (!fits.test(found)) {
      String shown = found.toString();
      faults.add(
          "Expected %s in [%s], but was %s"
              .formatted(
                  expectation,
                  full(field),
                  shown.length() <= 60 ? shown : shown.substring(0, 60) + "…"));
      return Optional.empty();
    }
    return Optional.of(convert.apply(found));
  }

  private <T> T required(String field, Optional<T> value, String expectation, T otherwise) {
    require(field, expectation);
    return value.orElse(otherwise);
  }

  private void require(String field, String expectation) {
    known.add(field);
    if (!node.hasNonNull(field)) {
      faults.add("Expected %s in [%s], but there is none".formatted(expectation, full(field)));
    }
  }

  private String full(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private String in() {
    return path.isEmpty() ? "" : " in [" + path + "]";
  }
}
