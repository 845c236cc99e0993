package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.device.EvictionPolicy.Candidate;
import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionPolicyTest {
  private static final ReplicaId OLD = replica("1", 1);
  private static final ReplicaId YOUNG = replica("1", 2);
  private static final ReplicaId IN_USE = replica("1", 3);

  private final EvictionPolicy policy = new EvictionPolicy(Duration.ofSeconds(2));
  private final List<Candidate> spare =
      List.of(
          new Candidate(IN_USE, 100, NOON.minusSeconds(1)),
          new Candidate(YOUNG, 100, NOON.minusSeconds(2)),
          new Candidate(OLD, 50, NOON.minusSeconds(60)));

  @Test
  void takesTheLeastRecentlyUsedFirstAndNoMoreThanNeeded() {
    assertThat(policy.choose(spare, 50, NOON)).contains(List.of(OLD));
    assertThat(policy.choose(spare, 51, NOON)).contains(List.of(OLD, YOUNG));
  }

  @Test
  void takesNothingIfAllTogetherWouldNotBeEnough() {
    assertThat(policy.choose(spare, 151, NOON)).isEmpty();
  }

  @Test
  void takesNothingIfNothingIsMissing() {
    assertThat(policy.choose(spare, 0, NOON)).contains(List.of());
  }

  @Test
  void keepsWhatWasUsedALittleWhileAgo() {
    assertThat(policy.evictable(spare, NOON))
        .extracting(Candidate::replica)
        .containsExactly(OLD, YOUNG);
    assertThat(policy.evictable(spare, NOON.plusSeconds(1))).hasSize(3);
  }
}
