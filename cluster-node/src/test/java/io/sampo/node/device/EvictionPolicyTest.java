package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.device.EvictionPolicy.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final EvictionPolicy policy = new EvictionPolicy(Duration.ofSeconds(2));

  @Test
  void letsTheLeastRecentlyUsedGoAndNoMoreThanNeeded() {
    List<Candidate> spare = List.of(used(1, 10), used(2, 30), used(3, 20));

    assertThat(policy.choose(spare, 150, NOW)).contains(List.of(replica("1", 2), replica("1", 3)));
  }

  @Test
  void keepsWhatWasUsedJustNow() {
    List<Candidate> spare = List.of(used(1, 1), used(2, 30));

    assertThat(policy.choose(spare, 100, NOW)).contains(List.of(replica("1", 2)));
    assertThat(policy.choose(spare, 101, NOW)).as("all together are too small").isEmpty();
  }

  private static Candidate used(long incarnation, long secondsAgo) {
    return new Candidate(replica("1", incarnation), 100, NOW.minusSeconds(secondsAgo));
  }
}
