package io.sampo.node.training.step.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The step transaction as it is, under every kind of trouble. */
class SimulationTest {
  private static final long SCHEDULES = Long.getLong("sampo.simulation.schedules", 10_000);

  @Test
  void findsNoViolationAndEveryJobCompletesWhenTroubleEnds() {
    // given, when
    List<Schedule> schedules =
        LongStream.range(0, SCHEDULES).parallel().mapToObj(Schedule::of).toList();

    // then
    List<Schedule> failed = schedules.stream().filter(schedule -> !schedule.isGood()).toList();
    assertThat(failed)
        .withFailMessage(() -> failed.size() + " failed; the first: " + failed.get(0).story())
        .isEmpty();
    double steps = schedules.stream().mapToInt(Schedule::steps).average().orElse(0);
    double generations = schedules.stream().mapToInt(Schedule::generations).average().orElse(0);
    double wanted = schedules.stream().mapToLong(Schedule::lastStep).average().orElse(0);
    long evaluations = schedules.stream().mapToInt(Schedule::evaluations).sum();
    long early = schedules.stream().filter(Schedule::isEarly).count();
    assertThat(steps).isGreaterThan(wanted);
    assertThat(generations).isGreaterThan(3);
    assertThat(evaluations).isGreaterThan(SCHEDULES);
    assertThat(early).isBetween(SCHEDULES / 20, SCHEDULES / 2);
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

  /** What became of a seed. */
  private record Schedule(
      long seed, long lastStep, int steps, int generations, int evaluations, String failure) {

    static Schedule of(long seed) {
      try {
        Simulation.Outcome outcome = Simulation.run(seed, Mutation.NONE);
        String failure = outcome.complete() ? "" : "the job did not complete";
        return new Schedule(
            seed,
            outcome.lastStep(),
            outcome.committedSteps(),
            outcome.generations(),
            outcome.evaluations(),
            failure);
      } catch (RuntimeException violation) {
        return new Schedule(seed, 0, 0, 0, 0, violation.toString());
      }
    }

    boolean isEarly() {
      return lastStep < Simulation.PLAN.lastStep();
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
