package io.sampo.http.inference;

import java.util.Map;
import java.util.Optional;

/**
 * A {@code parameters} object: names with truth values, numbers or strings. Small, hence a map.
 *
 * @param values as {@link Boolean}, {@link Long}, {@link Double} or {@link String}
 */
public record Parameters(Map<String, Object> values) {

  public static final Parameters NONE = new Parameters(Map.of());

  public Parameters {
    values = Map.copyOf(values);
  }

  /** Refuses what a request may not ask for. */
  public void requireNoSequence() {
    Object id = values.getOrDefault("sequence_id", 0L);
    boolean none = id.equals(0L) || id.equals("");
    if (!none || truth("sequence_start").orElse(false) || truth("sequence_end").orElse(false)) {
      throw Refusal.unsupported("sequences are not supported, but the request names one");
    }
  }

  /** Refuses what may not be asked of an output. */
  public void requireSupportedOutput(String output) {
    if (count("classification").orElse(0L) > 0) {
      throw Refusal.unsupported(
          "classification is not supported, but output '" + output + "' asks for it");
    }
    if (has("shared_memory_region")) {
      throw Refusal.unsupported(
          "shared memory is not supported, but output '" + output + "' asks for it");
    }
  }

  /** How long the client waits, in microseconds; 0 if it does not say. */
  public long timeoutMicros() {
    return Math.min(count("timeout").orElse(0L), Long.MAX_VALUE / 1000);
  }

  /** 0 for the usual, 1 for the highest. */
  public int priority() {
    return (int) Math.min(count("priority").orElse(0L), Integer.MAX_VALUE - 1);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Optional<Boolean> truth(String name) {
    return value(name, Boolean.class, "a bool");
  }

  /** A whole number of 0 or more. */
  public Optional<Long> count(String name) {
    Optional<Long> count = value(name, Long.class, "an integer of 0 or more");
    if (count.isPresent() && count.get() < 0) {
      throw Refusal.invalid(
          "parameter '%s': expected an integer of 0 or more, but got %d", name, count.get());
    }
    return count;
  }

  private <T> Optional<T> value(String name, Class<T> type, String expectation) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw Refusal.invalid("parameter '%s': expected %s, but got '%s'", name, expectation, value);
    }
    return Optional.ofNullable(type.cast(value));
  }
}
