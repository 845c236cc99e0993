package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.C;
import static io.sampo.node.training.step.StepSamples.OTHER;
import static io.sampo.node.training.step.StepSamples.RED;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.checkpoint;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.firstRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.register.Expected;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.WriteId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A coordinator that gives its gang up leaves nobody waiting for its lease. */
class ReleaseTest {

  @Test
  void writesAGenerationWithoutMembersAndCommitsNothingMore() {
    // given: step 2 is published, step 3 is not
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A, B);
    driver.vote(1, 2, RED, A, B);
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(2)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
    driver.vote(1, 3, RED, A, B);
    driver.vote(1, 4, RED, A);
    driver.forget();

    // when
    driver.handle(new CoordinatorEvent.ReleaseWanted());
    driver.vote(1, 4, RED, B);
    assertThat(driver.all(CoordinatorAction.Released.class)).isEmpty();
    RegisterRow row = driver.applyWrite();

    // then
    assertThat(row.isReleased()).isTrue();
    assertThat(row.generation()).isEqualTo(2);
    assertThat(row.settles()).isEqualTo(new Settlement.Restored());
    assertThat(row.base()).isEqualTo(committed(2, Digest.START));
    assertThat(row.checkpoint()).isEqualTo(checkpoint(2));
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }

  /** The clock does not move: nobody waits for anything. */
  @Test
  @TrainingProperty("P32")
  void letsTheNextCoordinatorBeginAtOnce() {
    // given
    CoordinatorDriver former = CoordinatorDriver.leading(A, B);
    former.handle(new CoordinatorEvent.ReleaseWanted());
    RegisterRow released = former.applyWrite();
    CoordinatorDriver next = CoordinatorDriver.finding(released);

    // when
    next.report(new StepReport.Offered(B));
    next.report(new StepReport.Offered(C));
    Expected expected = next.expectedByLastWrite();
    RegisterRow row = next.applyWrite();

    // then
    assertThat(next.orders(StepOrder.Freeze.class)).isEmpty();
    assertThat(expected).isEqualTo(Expected.of(released));
    assertThat(row.generation()).isEqualTo(3);
    assertThat(row.members()).containsExactly(B, C);
    assertThat(next.orders(StepOrder.Install.class).get(0).next())
        .isEqualTo(StepSamples.start(3, 1, B, C));
  }

  @Test
  void triesAgainWhereItsOwnRenewalLandedBefore() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    RegisterRow renewed = driver.register().renewed(new WriteId(SELF, 77));
    driver.handle(new CoordinatorEvent.ReleaseWanted());

    // when
    driver.handle(new CoordinatorEvent.WriteRefused(driver.lastRow().writeId(), renewed));

    // then
    assertThat(driver.expectedByLastWrite()).isEqualTo(Expected.of(renewed));
    assertThat(driver.applyWrite().isReleased()).isTrue();
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }

  @Test
  void stepsDownWhereAnotherOneHasTakenOver() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.handle(new CoordinatorEvent.ReleaseWanted());
    RegisterRow taken =
        StepSamples.row(2, committed(0, Digest.START), new Settlement.Retreated(at(1, 1)), C);

    // when
    driver.handle(new CoordinatorEvent.WriteRefused(driver.lastRow().writeId(), taken));

    // then
    assertThat(driver.all(CoordinatorAction.SteppedDown.class)).hasSize(1);
    assertThat(driver.all(CoordinatorAction.Released.class)).isEmpty();
  }

  @Test
  void waitsForTheOutcomeOfAGenerationThatItIsOpening() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.handle(new CoordinatorEvent.RowAbsent());
    driver.report(new StepReport.Offered(A));
    driver.report(new StepReport.Offered(B));

    // when
    driver.handle(new CoordinatorEvent.ReleaseWanted());
    assertThat(driver.all(CoordinatorAction.Released.class)).isEmpty();
    driver.applyWrite();

    // then
    assertThat(driver.orders(StepOrder.Install.class)).isEmpty();
    assertThat(driver.applyWrite().isReleased()).isTrue();
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }

  @Test
  void givesBackAGenerationWhoseMembersAreAllLost() {
    // given: it would wait for its own lease now
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.handle(new CoordinatorEvent.WorkerLost(A));
    driver.passAndTick(Duration.ofSeconds(4));
    assertThat(driver.phase()).isEqualTo("Reviving");

    // when
    driver.handle(new CoordinatorEvent.ReleaseWanted());

    // then
    assertThat(driver.applyWrite().isReleased()).isTrue();
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }

  @Test
  void leavesTheRowOfAnotherCoordinatorAlone() {
    // given
    RegisterRow row = firstRow(A, B);
    assertThat(row.coordinator()).isEqualTo(OTHER);
    CoordinatorDriver driver = CoordinatorDriver.finding(row);

    // when
    driver.handle(new CoordinatorEvent.ReleaseWanted());

    // then
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }

  @Test
  void givesBackAJobWhoseStepsAreDone() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    for (long step = 1; step <= 4; step++) {
      driver.vote(1, step, RED, A, B);
    }
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(4)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
    assertThat(driver.all(CoordinatorAction.Completed.class)).hasSize(1);

    // when
    driver.handle(new CoordinatorEvent.ReleaseWanted());

    // then
    assertThat(driver.applyWrite().checkpoint()).isEqualTo(checkpoint(4));
    assertThat(driver.all(CoordinatorAction.Released.class)).hasSize(1);
  }
}
