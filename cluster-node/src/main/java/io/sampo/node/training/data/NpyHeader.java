package io.sampo.node.training.data;

import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array file, versions 1.0 and 2.0 (NumPy reference, "numpy.lib.format"): the
 * magic, the version, the length of the rest, and a Python dictionary that ends with a line break.
 *
 * @param bytes where the numbers begin
 */
record NpyHeader(TensorLayout layout, ByteOrder order, int bytes) {
  /** NumPy itself refuses to read longer ones unasked. */
  static final int MOST_BYTES = 10_000 + 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern ENTRY =
      Pattern.compile("\\s*'(\\w+)'\\s*:\\s*('[^']*'|True|False|\\([\\d\\s,]*\\))\\s*(,|(?=\\}))");
  private static final Pattern DIMENSIONS =
      Pattern.compile("\\(\\s*\\d{1,18}\\s*,\\s*(\\d{1,18}\\s*,\\s*)*(\\d{1,18}\\s*)?\\)");
  private static final Map<String, DataType> TYPES =
      Map.of(
          "u1", DataType.UINT8,
          "i4", DataType.INT32,
          "i8", DataType.INT64,
          "f4", DataType.FP32,
          "f8", DataType.FP64);

  /**
   * @param start of the file, as much of it as may be header
   * @param name of the file, for messages
   */
  static NpyHeader read(ByteBuffer start, String name) throws FileFormatException {
    ByteBuffer header = start.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      requireMagic(header, name);
      int major = header.get();
      int minor = header.get();
      if (major < 1 || major > 2 || minor != 0) {
        throw new FileFormatException(
            "Expected version 1.0 or 2.0 of the NumPy format in [%s], but was %d.%d"
                .formatted(name, major, minor));
      }
      long length = major == 1 ? header.getShort() & 0xFFFF : header.getInt() & 0xFFFFFFFFL;
      if (length > MOST_BYTES) {
        throw new FileFormatException(
            "Expected a header of at most %d bytes in [%s], but it says %d"
                .formatted(MOST_BYTES, name, length));
      }
      byte[] text = new byte[(int) length];
      header.get(text);
      Map<String, String> entries = entries(new String(text, StandardCharsets.ISO_8859_1), name);
      return of(entries, header.position() - start.position(), name);
    } catch (BufferUnderflowException truncated) {
      throw new FileFormatException("Expected the rest of [" + name + "], but it ends early");
    }
  }

  private static void requireMagic(ByteBuffer header, String name) throws FileFormatException {
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new FileFormatException(
          "Expected [%s] to begin as a NumPy array, with \\x93NUMPY, but it does not"
              .formatted(name));
    }
  }

  private static Map<String, String> entries(String text, String name) throws FileFormatException {
    String dictionary = text.strip();
    Map<String, String> entries = new HashMap<>();
    int end = 1;
    Matcher entry = ENTRY.matcher(dictionary);
    if (dictionary.startsWith("{") && text.endsWith("\n")) {
      while (entry.find(end) && entry.start() == end) {
        end = entry.end();
        entries.merge(entry.group(1), entry.group(2), (first, second) -> "twice");
      }
    }
    boolean complete = dictionary.substring(Math.min(end, dictionary.length())).strip().equals("}");
    if (!complete || !entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      throw new FileFormatException(
          "Expected a header with descr, fortran_order and shape in [%s], but was [%s]"
              .formatted(name, dictionary));
    }
    return entries;
  }

  private static NpyHeader of(Map<String, String> entries, int bytes, String name)
      throws FileFormatException {
    String order = entries.get("fortran_order");
    if (order.equals("True")) {
      throw new FileFormatException(
          "Expected an array in C order in [%s], but it is in Fortran order; numpy.ascontiguousarray"
                  .formatted(name)
              + " makes one of it");
    }
    if (!order.equals("False")) {
      throw new FileFormatException(
          "Expected fortran_order to be False in [%s], but was %s".formatted(name, order));
    }
    String type = entries.get("descr");
    ByteOrder byteOrder = type.startsWith("'>") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    TensorLayout layout = layout(type(type, name), entries.get("shape"), name);
    return new NpyHeader(layout, byteOrder, bytes);
  }

  private static DataType type(String quoted, String name) throws FileFormatException {
    String descr = quoted.replace("'", "");
    DataType type = descr.isEmpty() ? null : TYPES.get(descr.substring(1));
    String orders = type == DataType.UINT8 ? "|<>" : "<>";
    if (type == null || orders.indexOf(descr.charAt(0)) < 0) {
      throw new FileFormatException(
          "Expected numbers of type u1, i4, i8, f4 or f8 in [%s], but descr is [%s]"
              .formatted(name, descr));
    }
    return type;
  }

  private static TensorLayout layout(DataType type, String shape, String name)
      throws FileFormatException {
    if (!DIMENSIONS.matcher(shape).matches()) {
      throw new FileFormatException(
          "Expected a shape with at least one dimension in [%s], but was [%s]"
              .formatted(name, shape));
    }
    List<Long> dimensions =
        Pattern.compile("\\d+")
            .matcher(shape)
            .results()
            .map(each -> Long.valueOf(each.group()))
            .toList();
    try {
      return new TensorLayout(type, Shape.of(dimensions));
    } catch (IllegalArgumentException fault) {
      throw new FileFormatException(fault.getMessage() + ", in [" + name + "]");
    }
  }
}
