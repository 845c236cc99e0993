package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a safetensors file of floats and refuses whatever the format forbids, and what it only
 * advises against: floats that begin at no multiple of 8, tensors that are not in order.
 */
final class StrictSafetensors {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, float[]> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private StrictSafetensors() {}

  static StrictSafetensors read(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.getLong();
    require(length > 0 && length <= bytes.remaining(), "a header within the file", length);
    require(length % 8 == 0, "floats at a multiple of 8", length);
    byte[] json = new byte[(int) length];
    bytes.get(json);
    require(json[0] == '{', "a header that begins with {", json[0]);
    StrictSafetensors result = new StrictSafetensors();
    result.readHeader(MAPPER.readTree(new String(json, UTF_8)), bytes.slice());
    return result;
  }

  private void readHeader(JsonNode header, ByteBuffer data) {
    long end = 0;
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals("__metadata__")) {
        field.getValue().properties().forEach(this::readText);
      } else {
        end = readTensor(field.getKey(), field.getValue(), end, data);
      }
    }
    require(end == data.capacity(), "nothing behind the last tensor", end);
  }

  private void readText(Map.Entry<String, JsonNode> text) {
    require(text.getValue().isTextual(), "texts as metadata", text);
    metadata.put(text.getKey(), text.getValue().textValue());
  }

  private long readTensor(String name, JsonNode tensor, long expectedBegin, ByteBuffer data) {
    require(tensor.size() == 3, "three fields of a tensor", tensor);
    require(tensor.path("dtype").asText().equals("F32"), "F32", tensor);
    long count = 1;
    for (JsonNode dimension : tensor.path("shape")) {
      count *= dimension.longValue();
    }
    long begin = tensor.path("data_offsets").path(0).longValue();
    long end = tensor.path("data_offsets").path(1).longValue();
    require(begin == expectedBegin, "a tensor without a hole before it", tensor);
    require(end - begin == count * Float.BYTES, "as many bytes as the shape says", tensor);
    float[] floats = new float[(int) count];
    FloatBuffer slice =
        data.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    slice.get(floats);
    tensors.put(name, floats);
    return end;
  }

  Map<String, float[]> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private static void require(boolean holds, String expectation, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException("Expected " + expectation + ", but was " + actual);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(metadata.toString());
    tensors.forEach((name, floats) -> text.append(name).append(Arrays.toString(floats)));
    return text.toString();
  }
}
