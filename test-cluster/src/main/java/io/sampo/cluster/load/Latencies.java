package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import org.HdrHistogram.Histogram;

/**
 * How long answers took, in nanoseconds.
 *
 * @param ok from the intended moment of sending to the last byte of an answer that was ok
 * @param refused likewise, of answers outside class 2xx
 * @param serviceTime of answers that were ok, from the moment in which the request was really sent;
 *     smaller where requests had to wait for their turn, so never a latency that a user had
 */
public record Latencies(Histogram ok, Histogram refused, Histogram serviceTime) {
  public Latencies {
    requireNonNull(ok, "ok is null");
    requireNonNull(refused, "refused is null");
    requireNonNull(serviceTime, "serviceTime is null");
  }

  /** Of the answers that were ok, in microseconds. */
  public double micros(double percentile) {
    return ok.getValueAtPercentile(percentile) / 1e3;
  }
}
