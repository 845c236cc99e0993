package io.sampo.http.telemetry;

import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Metric;

/** What the router measures of one model. Thread-safe. */
public final class RouterMetrics {

  private final Counter refused;
  private final Counter lost;
  private final Counter silent;
  private final Gauge inFlight;

  RouterMetrics(Metric.Counter retries, Gauge inFlight) {
    this.refused = retries.withTag("reason", "refused");
    this.lost = retries.withTag("reason", "lost");
    this.silent = retries.withTag("reason", "silent");
    this.inFlight = inFlight;
  }

  /** Sent again because a replica refused it. */
  public void retriedAfterRefusal() {
    refused.increment();
  }

  /** Sent again because its replica has gone. */
  public void retriedAfterLoss() {
    lost.increment();
  }

  /** Sent to a second replica because the first did not answer in time. */
  public void hedged() {
    silent.increment();
  }

  public void inFlight(int requests) {
    inFlight.update(requests);
  }
}
