package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RingAllReduceTest {
  private static final Duration LIMIT = RingFixture.AMPLE;

  /** The reduced buffer of one member and what it says about it. */
  private record Outcome(ReducedStep reduced, float[] values) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void sumsIntegersBitForBit(int members) throws Exception {
    for (int length : new int[] {1, 2, 7, 255, 256, 257, 2048, 10_007}) {
      try (RingFixture fixture = RingFixture.of(members)) {
        // given
        float[][] gradients = integers(members, length);

        // when
        List<AllReduce> rings = fixture.connect(1, length);
        List<Outcome> outcomes = reduce(fixture, rings, 1, gradients);

        // then
        float[] expected = new float[length];
        for (float[] gradient : gradients) {
          for (int i = 0; i < length; i++) {
            expected[i] += gradient[i];
          }
        }
        for (Outcome outcome : outcomes) {
          assertThat(outcome.values()).isEqualTo(expected);
          assertThat(outcome.reduced()).isEqualTo(outcomes.get(0).reduced());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  void sumsFloatsInTheOrderOfRanksWhateverTheTiming(int members) throws Exception {
    // given
    int length = 5003;
    float[][] gradients = gaussians(members, length);
    Set<Integer> checksums = new HashSet<>();

    try (RingFixture fixture = RingFixture.of(members)) {
      List<AllReduce> rings = fixture.connect(3, length);
      for (int step = 1; step <= 20; step++) {
        // when
        List<Outcome> outcomes = reduce(fixture, rings, step, gradients);

        // then
        for (Outcome outcome : outcomes) {
          assertThat(outcome.values()).isEqualTo(inOrderOfRanks(gradients, length));
          checksums.add(outcome.reduced().checksum());
        }
      }
    }
    assertThat(checksums).hasSize(1);
  }

  /** Segment s begins at rank s: ((g_s + g_(s+1)) + …) modulo the members. */
  private static float[] inOrderOfRanks(float[][] gradients, int length) {
    int members = gradients.length;
    float[] sum = new float[length];
    for (int segment = 0; segment < members; segment++) {
      int from = (int) ((long) length * segment / members);
      int to = (int) ((long) length * (segment + 1) / members);
      for (int i = from; i < to; i++) {
        sum[i] = gradients[segment][i];
        for (int next = 1; next < members; next++) {
          sum[i] += gradients[(segment + next) % members][i];
        }
      }
    }
    return sum;
  }

  @Test
  void hasAnotherChecksumForAnotherSum() throws Exception {
    try (RingFixture fixture = RingFixture.of(2)) {
      // given
      float[][] gradients = integers(2, 5000);
      List<AllReduce> rings = fixture.connect(1, 5000);
      Set<Integer> checksums = new HashSet<>();

      // when
      for (int step = 1; step <= 10; step++) {
        gradients[step % 2][step * 450] += 1;
        checksums.add(reduce(fixture, rings, step, gradients).get(0).reduced().checksum());
      }

      // then
      assertThat(checksums).hasSize(10);
    }
  }

  @Test
  void movesMoreThanSocketsHold() throws Exception {
    try (RingFixture fixture = RingFixture.of(3)) {
      // given
      int length = 5_000_000;
      float[][] gradients = new float[3][length];
      for (int rank = 0; rank < 3; rank++) {
        gradients[rank][length - 1] = rank + 1;
        gradients[rank][length / 2] = 10 * rank;
      }

      // when
      List<Outcome> outcomes = reduce(fixture, fixture.connect(1, length), 1, gradients);

      // then
      for (Outcome outcome : outcomes) {
        assertThat(outcome.values()[length - 1]).isEqualTo(6);
        assertThat(outcome.values()[length / 2]).isEqualTo(30);
      }
      assertThat(fixture.plane(0).counters().sentBytes()).isGreaterThan(length * 4L);
    }
  }

  @Test
  void leavesTheGradientAlone() throws Exception {
    try (RingFixture fixture = RingFixture.of(2)) {
      // given
      float[][] gradients = integers(2, 1000);
      ByteBuffer gradient = RingFixture.direct(gradients[0]);
      List<AllReduce> rings = fixture.connect(1, 1000);

      // when
      Future<Outcome> other =
          fixture.start(() -> reduce(rings.get(1), 1, RingFixture.direct(gradients[1])));
      reduce(rings.get(0), 1, gradient);
      RingFixture.get(other);

      // then
      assertThat(RingFixture.floats(gradient)).isEqualTo(gradients[0]);
    }
  }

  @Test
  void letsAMemberThatIsAGenerationAheadWait() throws Exception {
    try (RingFixture fixture = RingFixture.of(3)) {
      // given
      float[][] gradients = integers(3, 100);
      List<AllReduce> first = fixture.connect(1, 100);
      reduce(fixture, first, 1, gradients);

      // when: one member goes ahead while the others are still in the old generation
      first.get(0).close();
      AllReduce ahead = fixture.open(0, 2, 100);
      Future<Outcome> early =
          fixture.start(
              () -> {
                ahead.connect(RingFixture.AMPLE);
                return reduce(ahead, 2, RingFixture.direct(gradients[0]));
              });
      List<Future<Outcome>> late = new ArrayList<>();
      for (int rank = 1; rank < 3; rank++) {
        first.get(rank).close();
        AllReduce ring = fixture.open(rank, 2, 100);
        ByteBuffer gradient = RingFixture.direct(gradients[rank]);
        late.add(
            fixture.start(
                () -> {
                  ring.connect(RingFixture.AMPLE);
                  return reduce(ring, 2, gradient);
                }));
      }

      // then
      int checksum = RingFixture.get(early).reduced().checksum();
      assertThat(RingFixture.get(late.get(0)).reduced().checksum()).isEqualTo(checksum);
      assertThat(RingFixture.get(late.get(1)).reduced().checksum()).isEqualTo(checksum);
    }
  }

  @Test
  void refusesCallsThatMakeNoSense() throws Exception {
    try (RingFixture fixture = RingFixture.of(1)) {
      AllReduce ring = fixture.open(0, 5, 4);
      ByteBuffer buffer = RingFixture.zeros(4);
      ByteBuffer onHeap = ByteBuffer.allocate(16);
      assertThatIllegalStateException().isThrownBy(() -> ring.reduce(1, buffer, buffer, LIMIT));
      ring.connect(LIMIT);
      ring.reduce(1, buffer, RingFixture.zeros(4), LIMIT);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ring.reduce(1, buffer, RingFixture.zeros(4), LIMIT));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ring.reduce(2, buffer, RingFixture.zeros(5), LIMIT));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ring.reduce(2, onHeap, RingFixture.zeros(4), LIMIT));
      assertThatIllegalStateException().isThrownBy(() -> fixture.open(0, 5, 4));
      ring.close();
      assertThatIllegalStateException().isThrownBy(() -> ring.connect(LIMIT));
    }
  }

  private static List<Outcome> reduce(
      RingFixture fixture, List<AllReduce> rings, long step, float[][] gradients) throws Exception {
    List<Future<Outcome>> running = new ArrayList<>();
    for (int rank = 0; rank < rings.size(); rank++) {
      AllReduce ring = rings.get(rank);
      ByteBuffer gradient = RingFixture.direct(gradients[rank]);
      running.add(fixture.start(() -> reduce(ring, step, gradient)));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> one : running) {
      outcomes.add(RingFixture.get(one));
    }
    return outcomes;
  }

  private static Outcome reduce(AllReduce ring, long step, ByteBuffer gradient)
      throws DataPlaneException {
    ByteBuffer staging = RingFixture.zeros(gradient.remaining() / Float.BYTES);
    ReducedStep reduced = ring.reduce(step, gradient, staging, LIMIT);
    return new Outcome(reduced, RingFixture.floats(staging));
  }

  private static float[][] integers(int members, int length) {
    Random random = new Random(members * 31L + length);
    float[][] gradients = new float[members][length];
    for (float[] gradient : gradients) {
      for (int i = 0; i < length; i++) {
        gradient[i] = random.nextInt(2001) - 1000;
      }
    }
    return gradients;
  }

  private static float[][] gaussians(int members, int length) {
    Random random = new Random(members);
    float[][] gradients = new float[members][length];
    for (float[] gradient : gradients) {
      for (int i = 0; i < length; i++) {
        gradient[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 3));
      }
    }
    return gradients;
  }
}
