package io.sampo.protocol.error;

import java.util.ArrayList;
import java.util.List;

/**
 * What a record wants of its components, checked as a whole: whoever gave several wrong values
 * learns of all of them at once. Not thread-safe.
 */
public final class Expectations {
  private final List<String> unmet = new ArrayList<>();

  /**
   * Adds one expectation.
   *
   * @param expectation for people, for example {@code epochs of 1 or more}
   * @param value that came
   */
  public Expectations require(boolean holds, String expectation, Object value) {
    return holds ? this : unmet("Expected %s, but was [%s]".formatted(expectation, value));
  }

  /** Adds one expectation that has a sentence of its own. */
  public Expectations require(boolean holds, String sentence) {
    return holds ? this : unmet(sentence);
  }

  /**
   * @throws IllegalArgumentException with all that is not met
   */
  public void check() {
    if (!unmet.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", unmet));
    }
  }

  private Expectations unmet(String sentence) {
    unmet.add(sentence);
    return this;
  }
}
