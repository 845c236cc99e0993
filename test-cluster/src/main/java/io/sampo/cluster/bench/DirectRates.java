package io.sampo.cluster.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the direct loop does at several batch sizes, alone on the machine.
 *
 * @param itemsPerSecond by batch size
 */
record DirectRates(Map<Integer, Double> itemsPerSecond) {

  private static final List<Integer> BATCH_SIZES = List.of(1, 4, 8, 16, 32, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration LENGTH = Duration.ofSeconds(2);

  DirectRates {
    itemsPerSecond = Map.copyOf(itemsPerSecond);
  }

  /** Tries every batch size, each after another has warmed the model up. */
  static DirectRates measure(Bench bench, DirectLoop direct, BenchModel model) {
    direct.run(model, 32, WARM_UP);
    Map<Integer, Double> rates = new LinkedHashMap<>();
    for (int batch : BATCH_SIZES) {
      rates.put(batch, direct.run(model, batch, LENGTH));
    }
    bench.say("  direct loop of %s, items/s by batch size, alone: %s", model, rates);
    return new DirectRates(rates);
  }

  int bestBatch() {
    return bestBatch(Integer.MAX_VALUE);
  }

  /** The best of the sizes up to a largest one. */
  int bestBatch(int largest) {
    return itemsPerSecond.entrySet().stream()
        .filter(rate -> rate.getKey() <= largest)
        .max(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }

  double best() {
    return itemsPerSecond.get(bestBatch());
  }
}
