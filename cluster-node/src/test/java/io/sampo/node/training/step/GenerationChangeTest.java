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
import static io.sampo.node.training.step.StepSamples.firstRow;
import static io.sampo.node.training.step.StepSamples.frozen;
import static io.sampo.node.training.step.StepSamples.held;
import static io.sampo.node.training.step.StepSamples.nothing;
import static io.sampo.node.training.step.StepSamples.renewed;
import static io.sampo.node.training.step.StepSamples.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.WriteId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From one generation to the next, by a coordinator that takes over or loses its hold. */
class GenerationChangeTest {
  private static final CommittedStep NOTHING_YET = committed(0, Digest.START);

  @Test
  void commitsTheOpenStepIfAllAnswersArePreparedForIt() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B));
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);

    // when
    driver.report(frozen(A, 1, NOTHING_YET, held(1, 1, RED)));
    driver.report(frozen(B, 1, NOTHING_YET, held(1, 1, RED)));

    // then
    RegisterRow next = driver.lastRow();
    assertThat(driver.expectedByLastWrite()).isEqualTo(Expected.of(firstRow(A, B)));
    assertThat(next.generation()).isEqualTo(2);
    assertThat(next.settles()).isEqualTo(new Settlement.Committed(at(1, 1), RED));
    assertThat(next.base()).isEqualTo(committed(1, RED));
    assertThat(next.members()).containsExactly(A, B);
  }

  @Test
  void retreatsTheOpenStepIfOneAnswerIsNotPrepared() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B));

    // when
    driver.report(frozen(A, 1, NOTHING_YET, held(1, 1, RED)));
    driver.report(frozen(B, 1, NOTHING_YET, nothing()));

    // then
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Retreated(at(1, 1)));
    assertThat(driver.lastRow().base()).isEqualTo(NOTHING_YET);
  }

  @Test
  void retreatsTheOpenStepIfAnAnswerIsPreparedInAnotherGeneration() {
    // given
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), A, B);
    CoordinatorDriver driver = CoordinatorDriver.finding(second);

    // when
    driver.report(frozen(A, 2, NOTHING_YET, held(1, 1, RED)));
    driver.report(frozen(B, 2, NOTHING_YET, held(1, 1, RED)));

    // then
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Retreated(at(2, 1)));
  }

  @Test
  void takesTheHighestAppliedStepAsBaseWhenAnotherMemberLags() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B));

    // when
    driver.report(frozen(A, 1, committed(1, RED), nothing()));
    driver.report(frozen(B, 1, NOTHING_YET, held(1, 1, RED)));

    // then
    assertThat(driver.lastRow().settles()).isEqualTo(new Settlement.Retreated(at(1, 2)));
    assertThat(driver.lastRow().base()).isEqualTo(committed(1, RED));
    assertThat(driver.lastRow().members()).containsExactly(A, B);
  }

  @Test
  void goesOnWithThoseWhoAnsweredAndTellsTheOthers() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B, C));

    // when
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));
    driver.passAndTick(Duration.ofSeconds(3));
    driver.applyWrite();

    // then
    assertThat(driver.register().members()).containsExactly(A);
    assertThat(driver.receivers(StepOrder.Install.class)).containsExactly(B, C, A);
  }

  @Test
  void doesNotWaitForAMemberThatIsLost() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B));
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));

    // when
    driver.handle(new CoordinatorEvent.WorkerLost(B));

    // then
    assertThat(driver.lastRow().members()).containsExactly(A);
  }

  @Test
  void doesNotCountAnswersForAnotherGeneration() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A));

    // when
    driver.report(frozen(A, 2, NOTHING_YET, held(2, 1, RED)));

    // then
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
  }

  @Test
  void fencesAWriteOfUnknownOutcomeByWritingTheSameAgainUnderANewName() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A));
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));
    CoordinatorAction.CompareAndSet first = driver.lastWrite();

    // when
    driver.handle(new CoordinatorEvent.WriteUnknown(first.row().writeId()));
    driver.passAndTick(Duration.ofSeconds(1));

    // then
    CoordinatorAction.CompareAndSet fence = driver.lastWrite();
    assertThat(fence.expected()).isEqualTo(first.expected());
    assertThat(fence.row().writeId()).isNotEqualTo(first.row().writeId());
    assertThat(fence.row().attemptedAs(first.row().writeId())).isEqualTo(first.row());
    assertThat(driver.orders(StepOrder.Install.class)).isEmpty();
  }

  @Test
  void takesARefusedFenceForSuccessIfTheRegisterHoldsAnEarlierAttempt() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A));
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));
    RegisterRow first = driver.lastRow();
    driver.handle(new CoordinatorEvent.WriteUnknown(first.writeId()));
    driver.passAndTick(Duration.ofSeconds(1));

    // when
    driver.handle(new CoordinatorEvent.WriteRefused(driver.lastRow().writeId(), first));

    // then
    assertThat(driver.orders(StepOrder.Install.class).get(0).row()).isEqualTo(first);
  }

  @Test
  void writesAgainWhenTheOldRowWasOnlyRenewed() {
    // given
    RegisterRow old = firstRow(A);
    CoordinatorDriver driver = CoordinatorDriver.finding(old);
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));

    // when
    RegisterRow current = renewed(old);
    driver.handle(new CoordinatorEvent.WriteRefused(driver.lastRow().writeId(), current));

    // then
    assertThat(driver.expectedByLastWrite()).isEqualTo(Expected.of(current));
    assertThat(driver.lastRow().generation()).isEqualTo(2);
  }

  @Test
  void freezesTheNewMembersWhenAnotherCoordinatorWasFaster() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A, B));
    driver.report(frozen(A, 1, NOTHING_YET, nothing()));
    driver.report(frozen(B, 1, NOTHING_YET, nothing()));
    driver.forget();

    // when
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), B);
    driver.handle(new CoordinatorEvent.WriteRefused(new WriteId(SELF, 1), second));

    // then
    assertThat(driver.orders(StepOrder.Freeze.class))
        .containsExactly(new StepOrder.Freeze(SELF, second));
  }

  @Test
  void startsFromTheCheckpointOnceTheRenewalCountHasStoodStillForALease() {
    // given
    RegisterRow old = firstRow(A).withCheckpoint(new WriteId(SELF, 7), checkpoint(2));
    CoordinatorDriver driver = CoordinatorDriver.finding(old);
    driver.report(new StepReport.Offered(B));
    driver.report(new StepReport.Offered(C));
    driver.passAndTick(Duration.ofSeconds(3));

    // when
    driver.pass(Duration.ofSeconds(29));
    driver.handle(new CoordinatorEvent.RowRead(old));
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
    driver.pass(Duration.ofSeconds(1));
    driver.handle(new CoordinatorEvent.RowRead(old));

    // then
    RegisterRow next = driver.lastRow();
    assertThat(next.settles()).isEqualTo(new Settlement.Restored());
    assertThat(next.members()).containsExactly(B, C);
    assertThat(next.base()).isEqualTo(committed(2, Digest.START));
    assertThat(next.checkpoint()).isEqualTo(checkpoint(2));
  }

  @Test
  void startsFromTheCheckpointThatCanBeReadInsteadOfTheRegisters() {
    // given
    RegisterRow old = firstRow(A).withCheckpoint(new WriteId(SELF, 7), checkpoint(2));
    CoordinatorDriver driver = CoordinatorDriver.finding(old);
    driver.fallBackTo(new Fallback(checkpoint(2), checkpoint(1)));
    driver.report(new StepReport.Offered(B));
    driver.report(new StepReport.Offered(C));
    driver.passAndTick(Duration.ofSeconds(3));

    // when
    driver.pass(Duration.ofSeconds(30));
    driver.handle(new CoordinatorEvent.RowRead(old));
    driver.applyWrite();

    // then
    assertThat(driver.register().settles()).isEqualTo(new Settlement.Restored());
    assertThat(driver.register().base()).isEqualTo(committed(1, Digest.START));
    assertThat(driver.register().checkpoint()).isEqualTo(checkpoint(1));
    StepOrder.Install install = driver.orders(StepOrder.Install.class).get(0);
    assertThat(((NextStep.StepStart) install.next()).step().step()).isEqualTo(2);
  }

  @Test
  void needsNoFallbackWhileSomebodyHoldsTheState() {
    // given
    RegisterRow old = firstRow(A).withCheckpoint(new WriteId(SELF, 7), checkpoint(2));
    CoordinatorDriver driver = CoordinatorDriver.finding(old);
    driver.fallBackTo(new Fallback(checkpoint(2), checkpoint(1)));

    // when
    driver.report(frozen(A, 1, committed(3, BLUE), nothing()));

    // then
    assertThat(driver.lastRow().base()).isEqualTo(committed(3, BLUE));
    assertThat(driver.lastRow().checkpoint()).isEqualTo(checkpoint(2));
  }

  @Test
  void waitsForAnotherLeaseWhenTheRenewalCountHasChanged() {
    // given
    RegisterRow old = firstRow(A);
    CoordinatorDriver driver = CoordinatorDriver.finding(old);
    driver.report(new StepReport.Offered(B));
    driver.report(new StepReport.Offered(C));
    driver.passAndTick(Duration.ofSeconds(3));

    // when
    driver.pass(Duration.ofSeconds(29));
    driver.handle(new CoordinatorEvent.RowRead(renewed(old)));
    driver.pass(Duration.ofSeconds(29));
    driver.handle(new CoordinatorEvent.RowRead(renewed(old)));

    // then
    assertThat(driver.all(CoordinatorAction.CompareAndSet.class)).isEmpty();
  }

  @Test
  void returnsToTheUsualWayWhenSomebodyAnswersAfterAll() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.finding(firstRow(A));
    driver.passAndTick(Duration.ofSeconds(3));
    assertThat(driver.phase()).isEqualTo("Reviving");

    // when
    driver.report(frozen(A, 1, committed(1, BLUE), nothing()));
    driver.report(frozen(A, 1, committed(1, BLUE), nothing()));

    // then
    assertThat(driver.lastRow().base()).isEqualTo(committed(1, BLUE));
  }

  @Test
  void stopsCommittingWhenTheLeaseHasRunOutAndGoesOnWhenItIsRenewed() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.passAndTick(Duration.ofSeconds(25));
    RegisterRow renewal = driver.lastRow();
    driver.pass(Duration.ofSeconds(5));

    // when
    driver.vote(1, 1, RED, A, B);
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
    driver.handle(new CoordinatorEvent.WriteApplied(renewal.writeId()));

    // then
    assertThat(driver.receivers(StepOrder.Commit.class)).containsExactly(A, B);
  }

  @Test
  void countsTheLeaseFromBeforeTheRenewalWasSent() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.passAndTick(Duration.ofSeconds(25));
    RegisterRow renewal = driver.lastRow();

    // when
    driver.pass(Duration.ofSeconds(4));
    driver.handle(new CoordinatorEvent.WriteApplied(renewal.writeId()));
    driver.pass(Duration.ofSeconds(26));
    driver.vote(1, 1, RED, A, B);

    // then
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
  }

  @Test
  void stepsDownWhenItsRowWasReplacedAndTellsItsMembers() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.passAndTick(Duration.ofSeconds(5));

    // when
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), B);
    driver.handle(new CoordinatorEvent.WriteRefused(driver.lastRow().writeId(), second));
    driver.forget();
    driver.vote(1, 1, RED, A, B);

    // then
    assertThat(driver.phase()).isEqualTo("SteppedDown");
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
  }
}
