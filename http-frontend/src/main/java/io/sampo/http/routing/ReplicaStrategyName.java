package io.sampo.http.routing;

import java.util.Locale;
import java.util.SplittableRandom;

/** The strategies that {@code sampo.router.strategy} can name. */
public enum ReplicaStrategyName {
  POWER_OF_TWO_CHOICES,
  ROUND_ROBIN,
  LEAST_CONNECTIONS;

  /** From the words of the setting, like {@code power-of-two-choices}. */
  static ReplicaStrategyName of(String text) {
    for (ReplicaStrategyName name : values()) {
      if (name.text().equals(text)) {
        return name;
      }
    }
    throw new IllegalArgumentException(
        "Expected [sampo.router.strategy] to be power-of-two-choices, round-robin or"
            + " least-connections, but was [%s]".formatted(text));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  ReplicaStrategy create() {
    return switch (this) {
      case POWER_OF_TWO_CHOICES -> new PowerOfTwoChoices(new SplittableRandom());
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_CONNECTIONS -> new LeastConnections(new SplittableRandom());
    };
  }
}
