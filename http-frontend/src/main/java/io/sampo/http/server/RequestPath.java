package io.sampo.http.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.scaladsl.model.Uri.Path;

/** The decoded segments of a path. */
public final class RequestPath {

  private RequestPath() {}

  /**
   * {@code /v2/models/a%20b} becomes {@code [v2, models, a b]}; a trailing slash leaves an empty
   * last segment. Taken from the parsed path, since every request comes here and its text would
   * have to be made for it.
   */
  public static List<String> segments(Uri uri) {
    List<String> segments = new ArrayList<>(8);
    Path rest = uri.asScala().path();
    if (rest.startsWithSlash()) {
      rest = rest.tail();
    }
    while (true) {
      if (rest.startsWithSegment()) {
        segments.add((String) rest.head());
        rest = rest.tail();
      } else {
        segments.add("");
      }
      if (rest.isEmpty()) {
        return segments;
      }
      rest = rest.tail();
    }
  }

  /** An escape that is none stays as it is: such a segment matches no name. */
  public static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' ? escaped(bytes, i) : -1;
      bytes[length++] = value < 0 ? bytes[i] : (byte) value;
      i += value < 0 ? 0 : 2;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int escaped(byte[] bytes, int at) {
    if (at + 2 >= bytes.length) {
      return -1;
    }
    int high = Character.digit(bytes[at + 1], 16);
    int low = Character.digit(bytes[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
