package io.sampo.node.training.step.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import java.util.ArrayList;
import java.util.List;
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
    assertThat(schedules).filteredOn(Schedule::halted).hasSizeLessThan(schedules.size() / 5);
    assertThat(schedules.stream().mapToInt(Schedule::anomalies).sum())
        .isGreaterThan(schedules.size() / 2);
    double steps =
        schedules.stream()
            .filter(schedule -> !schedule.halted())
            .mapToInt(Schedule::steps)
            .average()
            .orElse(0);
    double generations = schedules.stream().mapToInt(Schedule::generations).average().orElse(0);
    assertThat(steps).isGreaterThan(Simulation.PLAN.lastStep());
    assertThat(generations).isGreaterThan(3);
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
      long seed, boolean halted, int steps, int generations, int anomalies, String failure) {

    static Schedule of(long seed) {
      try {
        Simulation.Outcome outcome = Simulation.run(seed, Mutation.NONE);
        boolean ended = outcome.complete() || outcome.halted();
        return new Schedule(
            seed,
            outcome.halted(),
            outcome.committedSteps(),
            outcome.generations(),
            outcome.anomalies(),
            ended ? "" : "the job did not complete");
      } catch (RuntimeException violation) {
        return new Schedule(seed, false, 0, 0, 0, violation.toString());
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
