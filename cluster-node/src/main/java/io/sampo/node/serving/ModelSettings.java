package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.model}; see {@code reference.conf}.
 *
 * @param startTimeout until a device has granted or refused
 * @param adoptionTimeout until devices have said what they hold
 * @param refusalHold before a device that refused is asked again
 * @param backoff between loads that fail
 * @param drainTimeout what a replica that is not wanted gets to finish
 * @param journalTimeout until a change is journalled
 * @param reservationOverhead bytes that a replica needs beside its artifact's
 */
public record ModelSettings(
    Duration startTimeout,
    Duration adoptionTimeout,
    Duration refusalHold,
    Backoff backoff,
    Duration drainTimeout,
    Duration journalTimeout,
    long reservationOverhead) {
  public ModelSettings {
    requireNonNull(startTimeout, "startTimeout is null");
    requireNonNull(adoptionTimeout, "adoptionTimeout is null");
    requireNonNull(refusalHold, "refusalHold is null");
    requireNonNull(backoff, "backoff is null");
    requireNonNull(drainTimeout, "drainTimeout is null");
    requireNonNull(journalTimeout, "journalTimeout is null");
  }

  /**
   * A delay that doubles from failure to failure.
   *
   * @param mostFailures in a row, after which nothing is tried any more
   */
  public record Backoff(Duration first, Duration maximum, int mostFailures) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
      requireNonNull(first, "first is null");
      requireNonNull(maximum, "maximum is null");
      if (mostFailures < 1) {
        throw new IllegalArgumentException(
            "Expected load-attempts of 1 or more, but was [" + mostFailures + "]");
      }
    }

    /**
     * @param failures in a row, 1 or more
     */
    public Duration after(int failures) {
      Duration delay = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
      return delay.compareTo(maximum) < 0 ? delay : maximum;
    }
  }

  /**
   * @param config the whole configuration
   */
  public static ModelSettings from(Config config) {
    Config model = config.getConfig("sampo.model");
    return new ModelSettings(
        model.getDuration("start-timeout"),
        model.getDuration("adoption-timeout"),
        model.getDuration("refusal-hold"),
        new Backoff(
            model.getDuration("load-backoff"),
            model.getDuration("maximum-load-backoff"),
            model.getInt("load-attempts")),
        model.getDuration("drain-timeout"),
        model.getDuration("journal-timeout"),
        model.getBytes("reservation-overhead"));
  }
}
