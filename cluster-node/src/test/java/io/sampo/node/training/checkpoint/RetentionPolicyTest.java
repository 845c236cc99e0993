package io.sampo.node.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.training.checkpoint.RetentionPolicy.Candidate;
import io.sampo.node.training.property.TrainingProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
  private static final int SEEDS = 2_000;
  private static final int EVENTS = 60;

  @Test
  void keepsTheLastAndTheBest() {
    // given
    List<Candidate> candidates =
        List.of(
            candidate(10, 0.5),
            candidate(20, 0.9),
            candidate(30, 0.9),
            unknown(40),
            candidate(50, 0.1),
            unknown(60));

    // when / then
    assertThat(new RetentionPolicy(2, 1).dropped(candidates, Set.of()))
        .containsExactly(10L, 20L, 40L);
    assertThat(new RetentionPolicy(1, 2).dropped(candidates, Set.of()))
        .containsExactly(10L, 40L, 50L);
    assertThat(new RetentionPolicy(1, 0).dropped(candidates, Set.of(10L)))
        .containsExactly(20L, 30L, 40L, 50L);
  }

  @Test
  void keepsTheOnlyOne() {
    assertThat(new RetentionPolicy(1, 0).dropped(List.of(unknown(10)), Set.of())).isEmpty();
    assertThat(new RetentionPolicy(1, 0).dropped(List.of(), Set.of())).isEmpty();
  }

  @Test
  void refusesToKeepNothing() {
    assertThatThrownBy(() -> new RetentionPolicy(0, 3))
        .hasMessageContaining("Expected to keep the last 1 or more");
  }

  /**
   * Whatever is saved, fails, is evaluated and promoted, and however small the policy is, nothing
   * is dropped that the register names or a promotion refers to, never the last one there is, and
   * what is kept is never more than the policy and the references ask for.
   */
  @Test
  @TrainingProperty("P22")
  void neverDropsWhatSomebodyRefersToNorTheOnlyOne() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new History(new Random(seed)).live(seed);
    }
  }

  private static Candidate candidate(long step, double metric) {
    return new Candidate(step, OptionalDouble.of(metric));
  }

  private static Candidate unknown(long step) {
    return new Candidate(step, OptionalDouble.empty());
  }

  /** A job whose checkpoints come, fail to come, are evaluated and are promoted at random. */
  private static final class History {
    private final Random random;
    private final RetentionPolicy policy;
    private final Map<Long, OptionalDouble> kept = new TreeMap<>();
    private final Set<Long> promoted = new HashSet<>();
    private long registered = -1;
    private long step;

    History(Random random) {
      this.random = random;
      this.policy = new RetentionPolicy(1 + random.nextInt(3), random.nextInt(3));
    }

    void live(int seed) {
      for (int event = 0; event < EVENTS; event++) {
        Map<Long, OptionalDouble> before = new TreeMap<>(kept);
        happen();
        assertThat(kept.isEmpty()).as("seed %d", seed).isEqualTo(registered < 0);
        assertThat(kept.keySet()).as("seed %d", seed).containsAll(promoted);
        if (registered >= 0) {
          assertThat(kept).as("seed %d", seed).containsKey(registered);
        }
        assertThat(bestOf(before)).as("seed %d", seed).allMatch(best -> !gone(best, before));
        assertThat(kept.size())
            .as("seed %d", seed)
            .isLessThanOrEqualTo(policy.keepLast() + policy.keepBest() + promoted.size() + 1);
      }
    }

    private void happen() {
      step += 1 + random.nextInt(5);
      switch (random.nextInt(6)) {
        case 0 -> registered = registered < 0 ? registered : fallBack();
        case 1 -> any().forEach(some -> kept.put(some, OptionalDouble.of(random.nextDouble())));
        case 2 -> promoted.addAll(any());
        case 3 -> {
          // A checkpoint fails: the register keeps naming what it names, nothing is dropped.
        }
        default -> save();
      }
    }

    private void save() {
      kept.put(
          step, random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(1e-3 * step));
      registered = step;
      Set<Long> referred = new HashSet<>(promoted);
      referred.add(registered);
      policy.dropped(candidates(kept), referred).forEach(kept::remove);
    }

    /** Later ones cannot be read any more, but for those that are promoted. */
    private long fallBack() {
      List<Long> steps = new ArrayList<>(kept.keySet());
      long back = steps.get(random.nextInt(steps.size()));
      kept.keySet().removeIf(later -> later > back && !promoted.contains(later));
      return back;
    }

    private Set<Long> any() {
      List<Long> steps = new ArrayList<>(kept.keySet());
      return steps.isEmpty() ? Set.of() : Set.of(steps.get(random.nextInt(steps.size())));
    }

    /** Of those that were there before and could have been kept for their metric. */
    private List<Long> bestOf(Map<Long, OptionalDouble> candidates) {
      return candidates.entrySet().stream()
          .filter(entry -> entry.getValue().isPresent())
          .sorted(Comparator.comparingDouble(entry -> -entry.getValue().getAsDouble()))
          .limit(policy.keepBest())
          .map(Map.Entry::getKey)
          .toList();
    }

    /** Whether it was dropped although only worse ones, or none, came in its place. */
    private boolean gone(long best, Map<Long, OptionalDouble> before) {
      double metric = before.get(best).getAsDouble();
      boolean wasVoided = best > registered;
      long betterNow = kept.values().stream().filter(value -> value.orElse(-1) >= metric).count();
      return !kept.containsKey(best) && !wasVoided && betterNow < policy.keepBest();
    }

    private static List<Candidate> candidates(Map<Long, OptionalDouble> checkpoints) {
      return checkpoints.entrySet().stream()
          .map(entry -> new Candidate(entry.getKey(), entry.getValue()))
          .toList();
    }
  }
}
