package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The grammar that all names share, in one place. */
final class Identifiers {

  /** Letters, digits, dot, underscore and hyphen; begins with a letter or a digit. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private Identifiers() {}

  static String requireName(String kind, String value) {
    requireNonNull(value, kind + " is null");
    if (!NAME.matcher(value).matches()) {
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

  private static String abbreviated(String value) {
    return value.length() <= 140 ? value : value.substring(0, 140) + "…";
  }
}
