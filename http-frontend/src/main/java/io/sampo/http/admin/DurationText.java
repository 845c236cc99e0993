package io.sampo.http.admin;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in JSON: a whole number and its unit, like {@code 50ms} or {@code 5m}. */
final class DurationText {

  /** Long enough for every sensible duration, short enough for every unit. */
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(d|h|m|s|ms|us|ns)");

  /** Largest first. */
  private static final Map<String, ChronoUnit> UNITS = units();

  private DurationText() {}

  private static Map<String, ChronoUnit> units() {
    Map<String, ChronoUnit> units = new LinkedHashMap<>();
    units.put("d", ChronoUnit.DAYS);
    units.put("h", ChronoUnit.HOURS);
    units.put("m", ChronoUnit.MINUTES);
    units.put("s", ChronoUnit.SECONDS);
    units.put("ms", ChronoUnit.MILLIS);
    units.put("us", ChronoUnit.MICROS);
    units.put("ns", ChronoUnit.NANOS);
    return units;
  }

  /**
   * @throws IllegalArgumentException if the text has another form
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a duration like 50ms, 3s or 5m, but was [%s]".formatted(text));
    }
    return Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
  }

  /** In the largest unit that leaves a whole number. */
  static String of(Duration duration) {
    long nanos = duration.toNanos();
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      long size = unit.getValue().getDuration().toNanos();
      if (nanos != 0 && nanos % size == 0) {
        return nanos / size + unit.getKey();
      }
    }
    return "0s";
  }
}
