package io.sampo.node.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeededPermutationTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 255, 257, 1000, 65_537})
  void isABijection(long size) {
    for (long seed = -3; seed < 20; seed++) {
      // given
      SeededPermutation permutation = new SeededPermutation(size, seed, seed & 3);

      // when
      BitSet seen = new BitSet();
      for (long position = 0; position < size; position++) {
        long sample = permutation.at(position);
        assertThat(sample).isBetween(0L, size - 1);
        seen.set((int) sample);
      }

      // then
      assertThat(seen.cardinality()).isEqualTo((int) size);
    }
  }

  @Test
  void dependsOnSeedAndEpochOnly() {
    long[] first = order(1000, 42, 0);
    assertThat(order(1000, 42, 0)).containsExactly(first);
    assertThat(order(1000, 42, 1)).isNotEqualTo(first);
    assertThat(order(1000, 43, 0)).isNotEqualTo(first);
  }

  /** The order is part of what a checkpoint promises: a change of the algorithm must not pass. */
  @Test
  void staysTheSameFromReleaseToRelease() {
    assertThat(order(10, 1, 0)).containsExactly(0, 9, 4, 3, 7, 2, 5, 8, 6, 1);
  }

  @Test
  void spreadsNeighboursOverTheWholeRange() {
    // given
    int size = 60_000;
    int bins = 10;
    int[][] counts = new int[bins][bins];

    // when
    SeededPermutation permutation = new SeededPermutation(size, 7, 3);
    for (int position = 0; position < size; position++) {
      counts[position * bins / size][(int) (permutation.at(position) * bins / size)]++;
    }

    // then: 600 expected per cell with a deviation of some 23; six of them never happen by chance
    for (int[] row : counts) {
      for (int count : row) {
        assertThat(count).isBetween(460, 740);
      }
    }
  }

  @Test
  void worksForMoreSamplesThanFitAnInt() {
    long size = (1L << 40) + 12_345;
    SeededPermutation permutation = new SeededPermutation(size, 5, 0);
    assertThat(LongStream.range(size - 5000, size).map(permutation::at).distinct().count())
        .isEqualTo(5000);
  }

  @Test
  void refusesPositionsOutside() {
    SeededPermutation permutation = new SeededPermutation(10, 1, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> permutation.at(10));
    assertThatIllegalArgumentException().isThrownBy(() -> permutation.at(-1));
  }

  private static long[] order(long size, long seed, long epoch) {
    SeededPermutation permutation = new SeededPermutation(size, seed, epoch);
    return LongStream.range(0, size).map(permutation::at).toArray();
  }
}
