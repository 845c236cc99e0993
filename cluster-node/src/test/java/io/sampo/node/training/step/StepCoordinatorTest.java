package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.BLUE;
import static io.sampo.node.training.step.StepSamples.C;
import static io.sampo.node.training.step.StepSamples.RED;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.checkpoint;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.frozen;
import static io.sampo.node.training.step.StepSamples.held;
import static io.sampo.node.training.step.StepSamples.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Votes, commits, joiners and checkpoints of a coordinator that leads. */
class StepCoordinatorTest {

  @Test
  void opensTheFirstGenerationWhenEnoughWorkersHaveOfferedThemselves() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.handle(new CoordinatorEvent.RowAbsent());

    // when
    driver.report(new StepReport.Offered(A));
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
    driver.report(new StepReport.Offered(B));

    // then
    assertThat(driver.expectedByLastWrite()).isEqualTo(new Expected.Absent());
    RegisterRow row = driver.lastRow();
    assertThat(row.generation()).isEqualTo(1);
    assertThat(row.members()).containsExactly(A, B);
    assertThat(row.coordinator()).isEqualTo(SELF);
    assertThat(row.settles()).isEqualTo(new Settlement.Restored());
    assertThat(row.checkpoint()).isEqualTo(new Checkpoint.Initial());
  }

  @Test
  void beginsWithFewerWorkersOnceNobodyElseCame() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.handle(new CoordinatorEvent.RowAbsent());
    driver.report(new StepReport.Offered(A));

    // when
    driver.passAndTick(Duration.ofSeconds(5));

    // then
    assertThat(driver.lastRow().members()).containsExactly(A);
  }

  @Test
  void freezesTheMembersOfAnotherCoordinatorThatWasFasterToBegin() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.handle(new CoordinatorEvent.RowAbsent());
    driver.forget();

    // when
    driver.passAndTick(Duration.ofSeconds(1));
    assertThat(driver.all(CoordinatorAction.ReadRow.class)).hasSize(1);
    driver.handle(new CoordinatorEvent.RowRead(StepSamples.firstRow(A)));

    // then
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A);
  }

  @Test
  void installsARowOnlyOnceTheRegisterHasDecidedIt() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.report(new StepReport.Offered(A));
    driver.report(new StepReport.Offered(B));
    driver.handle(new CoordinatorEvent.RowAbsent());
    assertThat(driver.orders(StepOrder.Install.class)).isEmpty();

    // when
    driver.applyWrite();

    // then
    assertThat(driver.receivers(StepOrder.Install.class)).containsExactly(A, B);
    assertThat(driver.orders(StepOrder.Install.class).get(0).next())
        .isEqualTo(StepSamples.start(1, 1, A, B));
  }

  @Test
  void commitsOnlyWhenAllMembersHaveVotedAlike() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);

    // when
    driver.vote(1, 1, RED, A);
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
    driver.vote(1, 1, RED, B);

    // then
    assertThat(driver.receivers(StepOrder.Commit.class)).containsExactly(A, B);
    assertThat(driver.orders(StepOrder.Commit.class).get(0))
        .isEqualTo(new StepOrder.Commit(SELF, at(1, 1), RED, StepSamples.start(1, 2, A, B)));
  }

  @Test
  void doesNotCountVotesOfAnotherGenerationOrOfStrangers() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A);

    // when
    driver.vote(2, 1, RED, B);
    driver.vote(1, 2, RED, B);
    driver.vote(1, 1, RED, C);

    // then
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
  }

  @Test
  void retreatsTheStepAndLeavesOutTheOddOneWhenVotesDiffer() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B, C);

    // when
    driver.vote(1, 1, RED, A, C);
    driver.vote(1, 1, BLUE, B);
    driver.report(frozen(A, 1, committed(0, Digest.START), held(1, 1, RED)));
    driver.report(frozen(C, 1, committed(0, Digest.START), held(1, 1, RED)));
    driver.report(frozen(B, 1, committed(0, Digest.START), held(1, 1, BLUE)));

    // then
    assertThat(driver.all(CoordinatorAction.Diverged.class))
        .containsExactly(new CoordinatorAction.Diverged(at(1, 1), List.of(B)));
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Retreated(at(1, 1)));
    assertThat(driver.lastRow().members()).containsExactly(A, C);
  }

  @Test
  void retreatsADividedStepEvenIfAllThatAnswerAgree() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);

    // when
    driver.vote(1, 1, RED, A);
    driver.vote(1, 1, BLUE, B);
    driver.report(frozen(B, 1, committed(0, Digest.START), held(1, 1, BLUE)));
    driver.passAndTick(Duration.ofSeconds(3));

    // then
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Retreated(at(1, 1)));
  }

  @Test
  void goesBackToTheCheckpointWhenVotesDifferAgainAndNobodyIsOdd() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A);
    driver.vote(1, 1, BLUE, B);
    driver.report(frozen(A, 1, committed(0, Digest.START), held(1, 1, RED)));
    driver.report(frozen(B, 1, committed(0, Digest.START), held(1, 1, BLUE)));
    driver.applyWrite();

    // when
    driver.vote(2, 1, RED, A);
    driver.vote(2, 1, BLUE, B);
    driver.report(frozen(A, 2, committed(0, Digest.START), held(2, 1, RED)));
    driver.report(frozen(B, 2, committed(0, Digest.START), held(2, 1, BLUE)));

    // then
    assertThat(driver.lastRow().generation()).isEqualTo(3);
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Restored());
    assertThat(driver.lastRow().members()).containsExactly(A, B);
  }

  @Test
  void freezesItsMembersWhenTheDataPlaneWasReset() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);

    // when
    driver.report(new StepReport.Aborted(A, at(1, 1)));

    // then
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);
  }

  @Test
  void freezesItsMembersWhenAStepStaysOpen() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A);

    // when
    driver.passAndTick(Duration.ofSeconds(60));

    // then
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);
  }

  @Test
  void repeatsItsOrderToThoseWhoHaveNotVoted() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A);

    // when
    driver.passAndTick(Duration.ofSeconds(1));

    // then
    assertThat(driver.receivers(StepOrder.Install.class)).containsExactly(B);
  }

  @Test
  void holdsForAJoinerAndTakesItIntoTheNextGeneration() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.report(new StepReport.Offered(C));

    // when
    driver.vote(1, 1, RED, A, B);
    assertThat(driver.orders(StepOrder.Commit.class).get(0).next()).isEqualTo(new NextStep.Hold());
    assertThat(driver.orders(StepOrder.FetchState.class))
        .containsExactly(new StepOrder.FetchState(SELF, at(1, 1), RED, A));
    driver.report(new StepReport.CaughtUp(C, at(1, 1), RED));
    driver.report(frozen(A, 1, committed(1, RED), nothing()));
    driver.report(frozen(B, 1, committed(1, RED), nothing()));

    // then
    assertThat(driver.lastRow().members()).containsExactly(A, B, C);
    assertThat(driver.lastRow().base()).isEqualTo(committed(1, RED));
  }

  @Test
  void goesOnWithoutAJoinerThatIsTooLate() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.report(new StepReport.Offered(C));
    driver.vote(1, 1, RED, A, B);
    driver.forget();

    // when
    driver.passAndTick(Duration.ofSeconds(10));

    // then
    StepOrder.Commit repeated =
        new StepOrder.Commit(SELF, at(1, 1), RED, StepSamples.start(1, 2, A, B));
    assertThat(driver.orders(StepOrder.Commit.class)).contains(repeated);
  }

  @Test
  void doesNotTakeInAJoinerWithAnotherState() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.report(new StepReport.Offered(C));
    driver.vote(1, 1, RED, A, B);

    // when
    driver.report(new StepReport.CaughtUp(C, at(1, 1), BLUE));

    // then
    assertThat(driver.orders(StepOrder.Freeze.class)).isEmpty();
  }

  @Test
  void letsAMemberLeaveBetweenTwoSteps() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.report(new StepReport.Leaving(B));
    assertThat(driver.orders(StepOrder.Freeze.class)).isEmpty();

    // when
    driver.vote(1, 1, RED, A, B);
    driver.report(frozen(A, 1, committed(1, RED), nothing()));
    driver.report(frozen(B, 1, committed(1, RED), nothing()));

    // then
    assertThat(driver.lastRow().members()).containsExactly(A);
    assertThat(driver.lastRow().base()).isEqualTo(committed(1, RED));
  }

  @Test
  void publishesACheckpointOfItsGenerationByWritingTheRegister() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A, B);
    driver.vote(1, 2, BLUE, A, B);
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);

    // when
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(2)));
    driver.handle(new CoordinatorEvent.Tick());
    assertThat(driver.lastRow().checkpoint()).isEqualTo(checkpoint(2));
    assertThat(driver.all(CoordinatorAction.CheckpointPublished.class)).isEmpty();
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.CheckpointPublished.class))
        .containsExactly(new CoordinatorAction.CheckpointPublished(checkpoint(2)));
  }

  @Test
  void asksForACheckpointAfterTheFirstStepOnceItsTimeHasPassed() {
    // given
    StepPlan plan = new StepPlan(1_000, 10, 50, 50, Duration.ofSeconds(8));
    CoordinatorDriver driver = CoordinatorDriver.leading(plan, A, B);
    driver.pass(Duration.ofSeconds(7));
    driver.vote(1, 1, RED, A, B);
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).isEmpty();

    // when
    driver.pass(Duration.ofSeconds(1));
    driver.vote(1, 2, BLUE, A, B);
    driver.vote(1, 3, RED, A, B);

    // then: once, and again only when the time has passed again
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);
    driver.pass(Duration.ofSeconds(8));
    driver.vote(1, 4, RED, A, B);
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A, A);
  }

  @Test
  void doesNotPublishACheckpointOfAnotherGeneration() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.vote(1, 1, RED, A, B);
    driver.forget();

    // when
    driver.report(new StepReport.CheckpointWritten(A, 2, checkpoint(1)));
    driver.handle(new CoordinatorEvent.Tick());

    // then
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
  }

  @Test
  void completesOnceTheCheckpointOfTheLastStepIsPublished() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    for (long step = 1; step <= 4; step++) {
      driver.vote(1, step, RED, A, B);
    }
    assertThat(driver.all(CoordinatorAction.Completed.class)).isEmpty();

    // when
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(4)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.Completed.class))
        .containsExactly(new CoordinatorAction.Completed(checkpoint(4)));
  }

  @Test
  void asksWhereItsMembersStandWhenTheLastCheckpointDoesNotCome() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    for (long step = 1; step <= 4; step++) {
      driver.vote(1, step, RED, A, B);
    }

    // when
    driver.passAndTick(Duration.ofSeconds(120));

    // then
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);
  }
}
