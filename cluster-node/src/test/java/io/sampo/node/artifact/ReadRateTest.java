package io.sampo.node.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadRateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Near its end, so that sums overflow. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND / 2);

  private final ReadRate rate = new ReadRate(1000, now::get);

  @Test
  void keepsAReaderThatWaitsAsToldToTheRate() {
    long begin = now.get();

    for (int i = 0; i < 100; i++) {
      now.addAndGet(rate.take(100));
    }

    assertThat(now.get() - begin).isBetween(10 * SECOND - SECOND / 10, 10 * SECOND);
  }

  @Test
  void countsAllReadersTogether() {
    rate.take(1000);

    assertThat(rate.take(1000)).isBetween(2 * SECOND - SECOND / 10, 2 * SECOND);
  }

  @Test
  void allowsOnlyALittleAtOnceAfterALongRest() {
    now.addAndGet(3600 * SECOND);

    assertThat(rate.take(50)).isZero();
    assertThat(rate.take(1000)).isEqualTo(SECOND);
  }

  @Test
  void neverWaitsWithoutALimit() {
    assertThat(ReadRate.unlimited().take(Long.MAX_VALUE)).isZero();
  }

  @Test
  void refusesARateBelowZero() {
    assertThatThrownBy(() -> new ReadRate(-1, now::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[-1]");
  }
}
