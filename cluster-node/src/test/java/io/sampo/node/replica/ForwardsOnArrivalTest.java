package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardsOnArrivalTest {
  private static final long MICROSECOND = 1_000;
  private static final Waiting SMALL = request(pairs("x", 1, 2));

  private final ForwardsOnArrival onArrival = new ForwardsOnArrival(Duration.ofNanos(100_000));

  @Test
  void knowsAModelOnlyAfterSomeForwards() {
    // given
    measure(ForwardsOnArrival.KNOWN_AFTER - 1, 30 * MICROSECOND);
    boolean early = onArrival.suits(SMALL);

    // when
    onArrival.measured(30 * MICROSECOND);

    // then
    assertThat(early).isFalse();
    assertThat(onArrival.suits(SMALL)).isTrue();
  }

  @Test
  void holdsAFewSlowForwardsAgainstNobody() {
    // given
    measure(ForwardsOnArrival.KNOWN_AFTER, 30 * MICROSECOND);

    // when
    measure(ForwardsOnArrival.MOST_SLOW, 1_000 * MICROSECOND);

    // then
    assertThat(onArrival.suits(SMALL)).isTrue();
  }

  @Test
  void leavesSlowModelsToTheDeviceUntilTheyHaveBeenQuickForAWhile() {
    // given
    measure(ForwardsOnArrival.KNOWN_AFTER, 30 * MICROSECOND);

    // when
    measure(ForwardsOnArrival.MOST_SLOW + 1, 1_000 * MICROSECOND);
    boolean afterSlowOnes = onArrival.suits(SMALL);
    measure(10, 30 * MICROSECOND);
    boolean soon = onArrival.suits(SMALL);
    measure(60, 30 * MICROSECOND);

    // then
    assertThat(afterSlowOnes).isFalse();
    assertThat(soon).isFalse();
    assertThat(onArrival.suits(SMALL)).isTrue();
  }

  @Test
  void leavesLargeRequestsToTheDevice() {
    measure(ForwardsOnArrival.KNOWN_AFTER, 30 * MICROSECOND);

    Tensor large = pairs("x", new float[ForwardsOnArrival.MOST_BYTES / Float.BYTES + 2]);

    assertThat(onArrival.suits(request(large))).isFalse();
  }

  @Test
  void leavesARushToTheDeviceUntilThereIsRoomToBreathe() {
    // given
    measure(ForwardsOnArrival.KNOWN_AFTER, 30 * MICROSECOND);
    long now = 1_000_000;
    int atOnce = 0;

    // when: each comes just after the one before
    for (int i = 0; i < 20; i++) {
      onArrival.arrived(now);
      atOnce += onArrival.suits(SMALL) ? 1 : 0;
      onArrival.ready(now + 30 * MICROSECOND);
      now += 31 * MICROSECOND;
    }
    onArrival.arrived(now + 100 * MICROSECOND);

    // then
    assertThat(atOnce).isEqualTo(ForwardsOnArrival.LONGEST_RUSH);
    assertThat(onArrival.suits(SMALL)).isTrue();
  }

  @Test
  void leavesEverythingToTheDeviceWhereNothingIsAllowed() {
    ForwardsOnArrival none = new ForwardsOnArrival(Duration.ZERO);
    for (int i = 0; i < ForwardsOnArrival.KNOWN_AFTER; i++) {
      none.measured(1);
    }

    assertThat(none.suits(SMALL)).isFalse();
  }

  private void measure(int forwards, long nanos) {
    for (int i = 0; i < forwards; i++) {
      onArrival.measured(nanos);
    }
  }

  private static Waiting request(Tensor input) {
    return new Waiting(
        infer("a", NoOne.ref(), input), List.of(input), 1, List.of(), 0, Long.MAX_VALUE);
  }
}
