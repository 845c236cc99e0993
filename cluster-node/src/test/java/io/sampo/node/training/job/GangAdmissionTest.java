package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two jobs of five workers each, and eight nodes with room for one worker. */
class GangAdmissionTest {
  private static final int SLOTS = 8;
  private static final int JOBS = 2;
  private static final int ORDERS = 1_000;
  private static final int STEPS = 20_000;

  @Test
  void asksNodesInOneOrderWhateverTheirRanks() {
    // given
    GangClaim claim = new GangClaim(List.of(JobSamples.node(3), JobSamples.node(1)));

    // then
    assertThat(claim.next()).contains(JobSamples.node(1));
    assertThat(claim.next()).contains(JobSamples.node(3));
    assertThat(claim.next()).isEmpty();
  }

  @Test
  @TrainingProperty("P33")
  void twoHalfAdmittedJobsNeverBlockOneAnother() {
    int refusals = 0;
    for (int seed = 0; seed < ORDERS; seed++) {
      // given
      Random random = new Random(seed);
      AdmissionSimulation world =
          new AdmissionSimulation(SLOTS, JOBS, AdmissionSimulation.Asking.IN_ORDER);

      // when
      for (int step = 0; step < STEPS && !world.isFinished(); step++) {
        world.step(random);
      }
      world.drain();

      // then
      assertThat(world.isFinished()).as("both jobs finish, seed %d", seed).isTrue();
      assertThat(world.isAnythingHeld()).as("seed %d", seed).isFalse();
      refusals += world.refusals();
    }
    // They did meet.
    assertThat(refusals).isGreaterThan(ORDERS);
  }

  @Test
  @TrainingProperty("P33")
  void jobsThatMoveAtTheSamePaceFinishToo() {
    // given
    AdmissionSimulation world =
        new AdmissionSimulation(SLOTS, JOBS, AdmissionSimulation.Asking.IN_ORDER);

    // when
    for (int round = 0; round < STEPS && !world.isFinished(); round++) {
      world.round();
    }

    // then
    assertThat(world.isFinished()).isTrue();
  }

  /** The fault that the order is there against: the simulation must be able to find it. */
  @Test
  void jobsThatAskAllNodesAtOnceTurnEachOtherAwayForEver() {
    // given
    AdmissionSimulation world =
        new AdmissionSimulation(SLOTS, JOBS, AdmissionSimulation.Asking.ALL_AT_ONCE);

    // when
    for (int round = 0; round < STEPS; round++) {
      world.round();
    }

    // then
    assertThat(world.isAnybodyFinished()).isFalse();
  }
}
