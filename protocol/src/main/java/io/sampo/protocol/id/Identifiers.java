package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

/** The grammar that all names share, in one place. */
final class Identifiers {

  private static final int LONGEST = 128;

  private Identifiers() {}

  static String requireName(String kind, String value) {
    requireNonNull(value, kind + " is null");
    if (!isName(value)) {
      throw new IllegalArgumentException(
          "Expected a "
              + kind
              + " of 1 to 128 letters, digits, '.', '_' or '-' that begins with a letter or digit,"
              + " but was ["
              + abbreviated(value)
              + "]");
    }
    return value;
  }

  /**
   * Letters, digits, dot, underscore and hyphen; begins with a letter or a digit. By hand, because
   * every request brings an id.
   */
  private static boolean isName(String value) {
    int length = value.length();
    if (length == 0 || length > LONGEST || !isAlphanumeric(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char each = value.charAt(i);
      if (!isAlphanumeric(each) && each != '.' && each != '_' && each != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char each) {
    return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each >= '0' && each <= '9';
  }

  private static String abbreviated(String value) {
    return value.length() <= 140 ? value : value.substring(0, 140) + "…";
  }
}
