package io.sampo.cluster.bench;

import java.util.LinkedHashMap;
import java.util.Random;

/**
 * What loading on demand is held against: models that are asked for unevenly, and a cache for the
 * whole cluster that always drops what was not used for longest.
 */
final class ModelCache {

  private ModelCache() {}

  /**
   * Positions of models, the n-th of which is asked for as often as 1 / (n + 1) says.
   *
   * @param seed the same numbers for the same seed
   */
  static int[] zipf(int models, int requests, long seed) {
    double[] upTo = new double[models];
    double total = 0;
    for (int model = 0; model < models; model++) {
      total += 1.0 / (model + 1);
      upTo[model] = total;
    }
    Random random = new Random(seed);
    int[] sequence = new int[requests];
    for (int i = 0; i < requests; i++) {
      double drawn = random.nextDouble() * total;
      while (upTo[sequence[i]] < drawn) {
        sequence[i]++;
      }
    }
    return sequence;
  }

  /** The share of requests that find their model there, in a cache that begins empty. */
  static double idealHitRate(int[] sequence, int room) {
    LinkedHashMap<Integer, Boolean> cached = new LinkedHashMap<>(16, 0.75f, true);
    int hits = 0;
    for (int model : sequence) {
      if (cached.put(model, true) != null) {
        hits++;
      } else if (cached.size() > room) {
        cached.remove(cached.keySet().iterator().next());
      }
    }
    return hits / (double) sequence.length;
  }
}
