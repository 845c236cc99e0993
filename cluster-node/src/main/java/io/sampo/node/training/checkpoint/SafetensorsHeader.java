package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.node.engine.ParameterSlice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * What stands in front of the floats in a safetensors file: the length of the header as 8
 * little-endian bytes, then JSON that says of every tensor its type, its shape and where its bytes
 * begin and end behind the header. Spaces fill the JSON up, so that the floats begin at a multiple
 * of 8. The floats themselves are those of the flat row, in its order: without holes, as the format
 * demands.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">The format</a>
 */
final class SafetensorsHeader {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  private SafetensorsHeader() {}

  /**
   * @param layout the tensors in the order of their floats, without gaps
   * @param metadata texts of our own, for whoever reads the file
   * @throws IllegalArgumentException if the layout has gaps, or a name that the file cannot hold
   */
  static byte[] of(List<ParameterSlice> layout, SortedMap<String, String> metadata) {
    requireReadable(layout);
    StringBuilder json = new StringBuilder("{").append(quoted(METADATA)).append(":{");
    json.append(metadata.entrySet().stream().map(SafetensorsHeader::text).collect(commas()));
    json.append('}');
    layout.forEach(tensor -> json.append(',').append(tensor(tensor)));
    byte[] text = json.append('}').toString().getBytes(UTF_8);
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(text);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private static void requireReadable(List<ParameterSlice> layout) {
    Set<String> names = new HashSet<>(Set.of(METADATA));
    long floats = 0;
    for (ParameterSlice tensor : layout) {
      if (tensor.offset() != floats) {
        throw new IllegalArgumentException(
            "Expected [%s] to begin at float [%d], but it begins at [%d]"
                .formatted(tensor.name(), floats, tensor.offset()));
      }
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "Expected names of tensors to differ, but [%s] is there twice"
                .formatted(tensor.name()));
      }
      floats += tensor.floats();
    }
  }

  private static String text(Map.Entry<String, String> entry) {
    return quoted(entry.getKey()) + ":" + quoted(entry.getValue());
  }

  private static String tensor(ParameterSlice tensor) {
    long begin = (long) tensor.offset() * Float.BYTES;
    long end = begin + (long) tensor.floats() * Float.BYTES;
    String shape =
        Arrays.stream(tensor.shape().dimensions()).mapToObj(Long::toString).collect(commas());
    return quoted(tensor.name())
        + (":{\"dtype\":\"F32\",\"shape\":[" + shape + "],")
        + ("\"data_offsets\":[" + begin + "," + end + "]}");
  }

  private static Collector<CharSequence, ?, String> commas() {
    return Collectors.joining(",");
  }

  /** A text in JSON: what has to be escaped is, everything else stays as it is. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') {
        quoted.append('\\').append(letter);
      } else if (letter < ' ') {
        quoted.append("\\u%04x".formatted((int) letter));
      } else {
        quoted.append(letter);
      }
    }
    return quoted.append('"').toString();
  }
}
