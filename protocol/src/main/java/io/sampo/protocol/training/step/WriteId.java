package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Names one attempt to write the register, so that an attempt of unknown outcome can be told apart
 * when the row is read again. Written {@code coordinator#attempt}.
 *
 * @param attempt counts the attempts of that coordinator, from 1
 */
public record WriteId(CoordinatorIncarnation coordinator, long attempt) {
  public WriteId {
    requireNonNull(coordinator, "coordinator is null");
  }

  /** Reads what {@link #toString()} wrote. */
  public static WriteId parse(String text) {
    int separator = text.indexOf('#');
    if (separator < 0) {
      throw new IllegalArgumentException("Expected [coordinator#attempt], but was [" + text + "]");
    }
    return new WriteId(
        new CoordinatorIncarnation(UUID.fromString(text.substring(0, separator))),
        Long.parseLong(text.substring(separator + 1)));
  }

  @Override
  public String toString() {
    return coordinator + "#" + attempt;
  }
}
