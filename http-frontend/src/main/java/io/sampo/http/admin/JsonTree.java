package io.sampo.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.tensor.Shape;
import java.util.Collection;
import java.util.function.Function;

/** Makes the trees of answers. */
final class JsonTree {

  private JsonTree() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static <T> ArrayNode array(Collection<T> items, Function<T, JsonNode> writer) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
    items.forEach(item -> array.add(writer.apply(item)));
    return array;
  }

  static ArrayNode texts(Collection<String> items) {
    return array(items, JsonNodeFactory.instance::textNode);
  }

  static ArrayNode shape(Shape shape) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (long dimension : shape.dimensions()) {
      json.add(dimension);
    }
    return json;
  }

  /** JSON has no NaN and no infinity: both are written as null. */
  static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.nullNode();
  }

  /** The text of a value, or null where there is none. */
  static JsonNode textOrNull(Object value) {
    return value == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance.textNode(value.toString());
  }

  /** The tree of a value, or null where there is none. */
  static <T> JsonNode orNull(T value, Function<T, JsonNode> writer) {
    return value == null ? JsonNodeFactory.instance.nullNode() : writer.apply(value);
  }
}
