package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplicaStrategyTest {

  private final FakeCandidate one = new FakeCandidate(0, 0, false);
  private final FakeCandidate two = new FakeCandidate(0, 0, false);
  private final FakeCandidate three = new FakeCandidate(0, 0, false);

  @Test
  void roundRobinTakesOneAfterTheOther() {
    RoundRobin strategy = new RoundRobin();
    List<FakeCandidate> all = List.of(one, two, three);
    two.load = 100;

    List<FakeCandidate> chosen =
        List.of(
            strategy.choose(all, 0),
            strategy.choose(all, 0),
            strategy.choose(all, 0),
            strategy.choose(all, 0));

    assertThat(chosen).containsExactly(one, two, three, one);
  }

  @Test
  void roundRobinGoesOnWhenThereAreFewer() {
    RoundRobin strategy = new RoundRobin();
    strategy.choose(List.of(one, two, three), 0);
    strategy.choose(List.of(one, two, three), 0);

    assertThat(strategy.choose(List.of(one), 0)).isSameAs(one);
  }

  @Test
  void leastConnectionsCountsOnlyOwnRequests() {
    LeastConnections strategy = new LeastConnections(new SplittableRandom(1));
    one.inFlight = 2;
    two.inFlight = 1;
    two.load = 50;
    three.inFlight = 3;

    for (int i = 0; i < 100; i++) {
      assertThat(strategy.choose(List.of(one, two, three), 0)).isSameAs(two);
    }
  }

  @Test
  void leastConnectionsTakesTheOneOfThisNodeOnATie() {
    LeastConnections strategy = new LeastConnections(new SplittableRandom(1));
    FakeCandidate near = new FakeCandidate(0, 0, true);

    for (int i = 0; i < 100; i++) {
      assertThat(strategy.choose(List.of(one, near, two), 0)).isSameAs(near);
    }
  }

  @Test
  void leastConnectionsLetsEqualsTakeTurns() {
    LeastConnections strategy = new LeastConnections(new SplittableRandom(1));
    Set<FakeCandidate> chosen = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      chosen.add(strategy.choose(List.of(one, two, three), 0));
    }

    assertThat(chosen).hasSize(3);
  }

  @Test
  void readsTheWordsOfTheSetting() {
    assertThat(ReplicaStrategyName.of("power-of-two-choices").create())
        .isInstanceOf(PowerOfTwoChoices.class);
    assertThat(ReplicaStrategyName.of("round-robin").create()).isInstanceOf(RoundRobin.class);
    assertThat(ReplicaStrategyName.of("least-connections").create())
        .isInstanceOf(LeastConnections.class);
    assertThatThrownBy(() -> ReplicaStrategyName.of("random"))
        .hasMessageContaining("[sampo.router.strategy]")
        .hasMessageContaining("[random]");
  }
}
