package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModelCacheTest {

  @Test
  void theLeastRecentlyUsedMakesRoom() {
    // 0 and 1 miss, 0 hits, 2 takes the place of 1, 0 hits, 1 misses.
    assertThat(ModelCache.idealHitRate(new int[] {0, 1, 0, 2, 0, 1}, 2)).isEqualTo(2.0 / 6);
  }

  @Test
  void withRoomForAllEachMissesOnce() {
    assertThat(ModelCache.idealHitRate(new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2}, 3))
        .isEqualTo(6.0 / 9);
  }

  @Test
  void theFirstModelIsAskedForTwiceAsOftenAsTheSecond() {
    int[] sequence = ModelCache.zipf(10, 100_000, 1);

    long first = Arrays.stream(sequence).filter(model -> model == 0).count();
    long second = Arrays.stream(sequence).filter(model -> model == 1).count();
    assertThat(first / (double) second).isCloseTo(2, within(0.1));
    assertThat(sequence).contains(9).doesNotContain(10);
  }
}
