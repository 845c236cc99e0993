package io.sampo.node.training.step.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.step.StepRules.Clause;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * With a clause of the step transaction taken out, the simulation finds what it prevents: so the
 * clause is needed, and the simulation would notice its loss.
 *
 * <p>Two clauses it cannot reach. Frames on the socket (older ones dropped, newer ones left unread)
 * are not simulated; the ring's own tests hold that one. And with the other clauses in force no
 * worker that a row lists is ever more than one generation behind it, because rows list only who
 * has answered for the generation before: that a worker further behind rejoins is held by a unit
 * test.
 */
class MutationTest {
  private static final long AT_MOST = 5_000;
  private static final Set<Clause> NOT_REACHED = EnumSet.of(Clause.FURTHER_BEHIND_REJOINS);

  @TestFactory
  Stream<DynamicTest> findsAViolationWithout() {
    return EnumSet.complementOf(EnumSet.copyOf(NOT_REACHED)).stream()
        .map(
            clause ->
                DynamicTest.dynamicTest(
                    clause.name(), () -> assertViolated(Mutation.without(clause))));
  }

  @Test
  void findsAViolationWithoutWriteIds() {
    assertViolated(Mutation.withoutWriteId());
  }

  @Test
  void findsAViolationWithoutIncarnations() {
    assertViolated(Mutation.withoutIncarnations());
  }

  private static void assertViolated(Mutation mutation) {
    OptionalLong seed =
        LongStream.range(0, AT_MOST)
            .filter(candidate -> isViolated(candidate, mutation))
            .findFirst();
    assertThat(seed).as("a seed below %d with a violation", AT_MOST).isPresent();
  }

  private static boolean isViolated(long seed, Mutation mutation) {
    try {
      Simulation.run(seed, mutation);
      return false;
    } catch (Violation found) {
      return true;
    }
  }
}
