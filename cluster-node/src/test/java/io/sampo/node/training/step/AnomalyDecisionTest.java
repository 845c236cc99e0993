package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.BLUE;
import static io.sampo.node.training.step.StepSamples.PLAN;
import static io.sampo.node.training.step.StepSamples.RED;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.checkpoint;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.frozen;
import static io.sampo.node.training.step.StepSamples.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.RollBack;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a coordinator does about anomalies that its members have found. */
class AnomalyDecisionTest {
  private static final double NO_BOUND = Double.POSITIVE_INFINITY;
  private static final StepPlan PLAN_OF_NINE = new StepPlan(1_000, 10, 9, 2);
  private static final AnomalyPolicy STOP = StepSamples.STOP;
  private static final AnomalyPolicy SKIP = policy(AnomalyAction.SKIP);
  private static final AnomalyPolicy ROLL_BACK = policy(AnomalyAction.ROLL_BACK);

  @Test
  @TrainingProperty("P26")
  void haltsOnceAllMembersHaveFoundTheSame() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(STOP, A, B);

    // when
    against(driver, nan(1, 1), A);
    assertThat(driver.all(CoordinatorAction.Halted.class)).isEmpty();
    against(driver, nan(1, 1), B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class))
        .containsExactly(new CoordinatorAction.Halted(nan(1, 1), "Loss was NaN at step 1"));
    assertThat(driver.orders(StepOrder.Freeze.class)).isEmpty();
  }

  @Test
  @TrainingProperty("P26")
  void takesAnAnomalyThatOneMemberAloneHasFoundForADivergence() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(STOP, A, B);

    // when
    against(driver, nan(1, 1), A);
    driver.vote(1, 1, BLUE, B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class)).isEmpty();
    assertThat(driver.all(CoordinatorAction.Diverged.class)).hasSize(1);
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);
  }

  @Test
  void decidesNothingBehindTheEndOfItsLease() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(STOP, A, B);
    driver.pass(Duration.ofSeconds(31));

    // when
    against(driver, nan(1, 1), A, B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class)).isEmpty();
  }

  @Test
  @TrainingProperty("P26")
  void goesBackToTheCheckpointAndOnBehindTheDataOfTheAnomaly() {
    // given: steps 1 and 2 committed, the checkpoint of 2 published
    CoordinatorDriver driver = CoordinatorDriver.leading(PLAN_OF_NINE, ROLL_BACK, A, B);
    driver.vote(1, 1, RED, A, B);
    driver.vote(1, 2, BLUE, A, B);
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(2)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
    driver.vote(1, 3, RED, A, B);
    driver.forget();

    // when
    against(driver, nan(1, 4), A, B);
    freeze(driver, 1, committed(3, RED));
    RegisterRow row = driver.applyWrite();

    // then
    assertThat(row.settles()).isEqualTo(new Settlement.Restored());
    assertThat(row.checkpoint()).isEqualTo(checkpoint(2));
    assertThat(row.base()).isEqualTo(committed(2, Digest.START));
    assertThat(row.members()).containsExactly(A, B);
    assertThat(row.rollBacks()).containsExactly(new RollBack(nan(1, 4), 3, 4));
    StepStart next = (StepStart) driver.orders(StepOrder.Install.class).get(0).next();
    assertThat(next.step()).isEqualTo(at(2, 3));
    assertThat(next.range()).isEqualTo(PLAN_OF_NINE.range(5));
    assertThat(driver.all(CoordinatorAction.Halted.class)).isEmpty();
  }

  @Test
  @TrainingProperty("P26")
  void endsSoManyStepsEarlierAsItLeavesOut() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(ROLL_BACK, A, B);
    driver.vote(1, 1, RED, A, B);
    against(driver, nan(1, 2), A, B);
    freeze(driver, 1, committed(1, RED));
    driver.applyWrite();

    // when: batches 3 and 4 of 4
    driver.vote(2, 1, RED, A, B);
    driver.vote(2, 2, BLUE, A, B);
    driver.report(new StepReport.CheckpointWritten(A, 2, checkpoint(2)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
    driver.handle(new CoordinatorEvent.Tick());

    // then
    assertThat(driver.all(CoordinatorAction.Completed.class))
        .containsExactly(new CoordinatorAction.Completed(checkpoint(2)));
  }

  @Test
  @TrainingProperty("P26")
  void anotherCoordinatorGoesOnBehindTheSameData() {
    // given
    RollBack made = new RollBack(nan(1, 2), 1, 2);
    RegisterRow row =
        rolledBack(
            StepSamples.row(2, committed(0, Digest.START), new Settlement.Restored(), A), made);
    CoordinatorDriver driver = CoordinatorDriver.finding(row);

    // when
    driver.report(frozen(A, 2, committed(1, RED), nothing()));
    RegisterRow next = driver.applyWrite();

    // then
    assertThat(next.rollBacks()).containsExactly(made);
    StepStart start = (StepStart) driver.orders(StepOrder.Install.class).get(0).next();
    assertThat(start.step()).isEqualTo(at(3, 2));
    assertThat(start.range()).isEqualTo(PLAN.range(4));
  }

  @Test
  @TrainingProperty("P26")
  void goesBackOnlySoOften() {
    // given
    CoordinatorDriver driver =
        CoordinatorDriver.leading(new StepPlan(1_000, 10, 90, 90), ROLL_BACK, A, B);
    int most = AnomalyWatch.MOST_ROLL_BACKS;
    for (int generation = 1; generation <= most; generation++) {
      against(driver, nan(generation, 1), A, B);
      freeze(driver, generation, committed(0, Digest.START));
      assertThat(driver.applyWrite().rollBacks()).hasSize(generation);
    }

    // when
    against(driver, nan(most + 1, 1), A, B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class))
        .extracting(CoordinatorAction.Halted::reason)
        .containsExactly("Loss was NaN at step 1, after 10 roll-backs");
  }

  @Test
  void haltsWhereNoDataIsLeftBehindTheAnomaly() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(ROLL_BACK, A, B);
    for (long step = 1; step <= 3; step++) {
      driver.vote(1, step, RED, A, B);
    }

    // when
    against(driver, nan(1, 4), A, B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class))
        .extracting(CoordinatorAction.Halted::reason)
        .containsExactly("Loss was NaN at step 4, and no data is left behind it");
  }

  @Test
  @TrainingProperty("P26")
  void tellsOfASkippedStepOnceItIsCommittedAlsoBySettlement() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(SKIP, A, B);
    Staging second = new Staging.Held(at(1, 2), BLUE, nan(1, 2));

    // when
    skip(driver, nan(1, 1), A, B);
    skip(driver, nan(1, 2), A);
    driver.handle(new CoordinatorEvent.WorkerLost(B));
    driver.report(frozen(A, 1, committed(1, RED), second));
    driver.passAndTick(Duration.ofSeconds(4));
    RegisterRow row = driver.applyWrite();

    // then
    assertThat(row.settles()).isEqualTo(new Settlement.Committed(at(1, 2), BLUE));
    assertThat(driver.all(CoordinatorAction.StepSkipped.class))
        .containsExactly(
            new CoordinatorAction.StepSkipped(nan(1, 1)),
            new CoordinatorAction.StepSkipped(nan(1, 2)));
  }

  @Test
  void skipsOnlySoManyStepsInARow() {
    // given
    StepPlan plan = new StepPlan(10_000, 10, 900, 900);
    CoordinatorDriver driver = CoordinatorDriver.leading(plan, SKIP, A, B);
    int most = AnomalyWatch.MOST_SKIPS_IN_A_ROW;
    for (int step = 1; step <= most; step++) {
      skip(driver, nan(1, step), A, B);
    }
    assertThat(driver.all(CoordinatorAction.StepSkipped.class)).hasSize(most);

    // when
    skip(driver, nan(1, most + 1), A, B);

    // then
    assertThat(driver.all(CoordinatorAction.Halted.class))
        .extracting(CoordinatorAction.Halted::reason)
        .containsExactly("Loss was NaN at step 101, as in 100 steps before it");
  }

  @Test
  @TrainingProperty("P26")
  void sendsABoundOnceItsWindowIsFullAndTakesItBackWithTheSteps() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(ROLL_BACK, A, B);

    // when
    lossOf(driver, 1, 2.0);
    lossOf(driver, 2, 4.0);
    List<Double> bounds = bounds(driver);
    Anomaly spike = new Anomaly(at(1, 3), AnomalyKind.SPIKE, 10, 9);
    against(driver, spike, A, B);
    freeze(driver, 1, committed(2, RED));
    driver.applyWrite();

    // then
    assertThat(bounds).containsExactly(NO_BOUND, 9.0);
    StepStart restored = (StepStart) driver.orders(StepOrder.Install.class).get(0).next();
    assertThat(restored.lossBound()).isEqualTo(NO_BOUND);
    assertThat(driver.lastRow().checkpoint()).isEqualTo(new Checkpoint.Initial());
  }

  private static AnomalyPolicy policy(AnomalyAction action) {
    return new AnomalyPolicy(action, new LossSpike(action, 3, 2));
  }

  private static Anomaly nan(long generation, long step) {
    return new Anomaly(at(generation, step), AnomalyKind.NON_FINITE, Double.NaN, NO_BOUND);
  }

  private static void against(
      CoordinatorDriver driver, Anomaly anomaly, WorkerIncarnation... voters) {
    for (WorkerIncarnation voter : voters) {
      driver.report(new StepReport.Anomalous(voter, RED, anomaly));
    }
  }

  private static void skip(CoordinatorDriver driver, Anomaly anomaly, WorkerIncarnation... voters) {
    for (WorkerIncarnation voter : voters) {
      driver.report(new StepReport.Prepared(voter, anomaly.at(), RED, Double.NaN, anomaly));
    }
  }

  private static void lossOf(CoordinatorDriver driver, long step, double loss) {
    for (WorkerIncarnation voter : List.of(A, B)) {
      driver.report(new StepReport.Prepared(voter, at(1, step), RED, loss, null));
    }
  }

  private static void freeze(CoordinatorDriver driver, long generation, CommittedStep applied) {
    driver.report(frozen(A, generation, applied, nothing()));
    driver.report(frozen(B, generation, applied, nothing()));
  }

  private static List<Double> bounds(CoordinatorDriver driver) {
    return driver.orders(StepOrder.Commit.class).stream()
        .map(commit -> ((StepStart) commit.next()).lossBound())
        .distinct()
        .toList();
  }

  private static RegisterRow rolledBack(RegisterRow row, RollBack made) {
    return new RegisterRow(
        row.job(),
        row.generation(),
        row.members(),
        row.tenure(),
        row.base(),
        row.settles(),
        row.checkpoint(),
        List.of(made));
  }
}
