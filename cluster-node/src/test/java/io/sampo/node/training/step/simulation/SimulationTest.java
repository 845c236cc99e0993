package io.sampo.node.training.step.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The step transaction as it is, under every kind of trouble. */
class SimulationTest {
  private static final long SCHEDULES = Long.getLong("sampo.simulation.schedules", 10_000);

  @Test
  @TrainingProperty("P26")
  void findsNoViolationAndEveryJobCompletesWhenTroubleEnds() {
    // given, when
    List<Schedule> schedules =
        LongStream.range(0, SCHEDULES).parallel().mapToObj(Schedule::of).toList();

    // then
    List<Schedule> failed = schedules.stream().filter(schedule -> !schedule.isGood()).toList();
    assertThat(failed)
        .withFailMessage(() -> failed.size() + " failed; the first: " + failed.get(0).story())
        .isEmpty();
    List<Simulation.Outcome> all = schedules.stream().map(Schedule::outcome).toList();
    List<Simulation.Outcome> completed = all.stream().filter(Simulation.Outcome::complete).toList();
    assertThat((long) all.size() - completed.size()).isLessThan(SCHEDULES / 5);
    assertThat(sum(all, Simulation.Outcome::anomalies)).isGreaterThan(SCHEDULES / 2);
    assertThat(sum(completed, Simulation.Outcome::committedSteps))
        .as("some steps more than once")
        .isGreaterThan(sum(completed, Simulation.Outcome::lastStep));
    assertThat(sum(all, Simulation.Outcome::generations)).isGreaterThan(3L * SCHEDULES);
    assertThat(sum(all, Simulation.Outcome::evaluations)).isGreaterThan(SCHEDULES);
    assertThat(completed.stream().filter(Simulation.Outcome::early).count())
        .isBetween(SCHEDULES / 20L, SCHEDULES / 2L);
  }

  private static long sum(
      List<Simulation.Outcome> outcomes, ToLongFunction<Simulation.Outcome> number) {
    return outcomes.stream().mapToLong(number).sum();
  }

  @Test
  void oneSeedGivesOneSchedule() {
    // given
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    // when
    Simulation.trace(7, Mutation.NONE, first::add);
    Simulation.trace(7, Mutation.NONE, second::add);

    // then
    assertThat(first).hasSizeGreaterThan(500).isEqualTo(second);
  }

  /**
   * What became of a seed.
   *
   * @param outcome null after a violation
   */
  private record Schedule(long seed, Simulation.Outcome outcome, String failure) {

    static Schedule of(long seed) {
      try {
        Simulation.Outcome outcome = Simulation.run(seed, Mutation.NONE);
        boolean ended = outcome.complete() || outcome.halted();
        return new Schedule(seed, outcome, ended ? "" : "the job did not complete");
      } catch (RuntimeException violation) {
        return new Schedule(seed, null, violation.toString());
      }
    }

    boolean isGood() {
      return failure.isEmpty();
    }

    /** The end of the schedule, run once more. */
    String story() {
      List<String> lines = new ArrayList<>();
      try {
        Simulation.trace(seed, Mutation.NONE, lines::add);
      } catch (RuntimeException again) {
        lines.add(again.toString());
      }
      int from = Math.max(0, lines.size() - 150);
      return "seed %d: %s%n%s"
          .formatted(seed, failure, String.join("\n", lines.subList(from, lines.size())));
    }
  }
}
