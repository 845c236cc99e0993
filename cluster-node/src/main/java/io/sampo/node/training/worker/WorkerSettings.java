package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a worker works; see {@code sampo.training.worker} in reference.conf.
 *
 * @param microBatch the most samples of one pass through the module, where the job does not say
 * @param readWithin how long reading the samples of one pass may take
 * @param connectWithin how long the ring of a generation may take to form
 * @param reduceWithin how long one reduction may take, waiting for slower workers included
 * @param offerEvery how often a worker without a generation offers itself
 */
public record WorkerSettings(
    int microBatch,
    Duration readWithin,
    Duration connectWithin,
    Duration reduceWithin,
    Duration offerEvery) {
  public WorkerSettings {
    requireNonNull(readWithin, "readWithin is null");
    requireNonNull(connectWithin, "connectWithin is null");
    requireNonNull(reduceWithin, "reduceWithin is null");
    requireNonNull(offerEvery, "offerEvery is null");
    if (microBatch < 1) {
      throw new IllegalArgumentException(
          "Expected a micro-batch of 1 or more, but was [" + microBatch + "]");
    }
  }

  /** Reads {@code sampo.training.worker}. */
  public static WorkerSettings from(Config root) {
    Config worker = root.getConfig("sampo.training.worker");
    return new WorkerSettings(
        worker.getInt("micro-batch"),
        worker.getDuration("read-within"),
        worker.getDuration("connect-within"),
        worker.getDuration("reduce-within"),
        worker.getDuration("offer-every"));
  }
}
