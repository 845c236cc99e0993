package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.BLUE;
import static io.sampo.node.training.step.StepSamples.C;
import static io.sampo.node.training.step.StepSamples.PLAN;
import static io.sampo.node.training.step.StepSamples.RED;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.checkpoint;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.frozen;
import static io.sampo.node.training.step.StepSamples.nothing;
import static io.sampo.node.training.step.StepSamples.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A coordinator whose steps are evaluated: every second one, and the fourth is the last. */
class EvaluationHoldTest {
  private static final StepPlan EVALUATED = PLAN.evaluatedEvery(2);
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  @TrainingProperty("P34")
  void asksForAnEvaluationOnlyOnceTheStepIsPublished() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(EVALUATED, A, B);
    driver.vote(1, 1, RED, A, B);
    assertThat(driver.orders(StepOrder.Commit.class).get(0).next()).isEqualTo(start(1, 2, A, B));
    driver.forget();

    // when
    driver.vote(1, 2, BLUE, A, B);
    assertThat(driver.orders(StepOrder.Commit.class).get(0))
        .isEqualTo(new StepOrder.Commit(SELF, at(1, 2), BLUE, new NextStep.Hold()));
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);
    driver.report(new StepReport.CheckpointWritten(A, 1, checkpoint(2)));
    driver.handle(new CoordinatorEvent.Tick());
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class)).isEmpty();
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class))
        .containsExactly(new CoordinatorAction.EvaluationDue(at(1, 2), checkpoint(2)));
  }

  @Test
  void goesOnWithTheNextStepWhenItIsTold() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();

    // when
    driver.handle(new CoordinatorEvent.GoOn(2));

    // then
    assertThat(driver.orders(StepOrder.Commit.class))
        .containsOnly(new StepOrder.Commit(SELF, at(1, 2), BLUE, start(1, 3, A, B)));
    assertThat(driver.receivers(StepOrder.Commit.class)).containsExactly(A, B);
  }

  @Test
  void completesAtAStepThatIsSaidToBeTheLast() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();

    // when
    driver.handle(new CoordinatorEvent.EndHere(2));

    // then
    assertThat(driver.all(CoordinatorAction.Completed.class))
        .containsExactly(new CoordinatorAction.Completed(checkpoint(2)));
    assertThat(driver.orders(StepOrder.Commit.class)).isEmpty();
  }

  @Test
  void evaluatesTheLastStepBeforeItCompletes() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();
    driver.handle(new CoordinatorEvent.GoOn(2));
    driver.vote(1, 3, RED, A, B);
    driver.vote(1, 4, BLUE, A, B);

    // when
    publish(driver, 1, 4);
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class))
        .containsExactly(new CoordinatorAction.EvaluationDue(at(1, 4), checkpoint(4)));
    assertThat(driver.all(CoordinatorAction.Completed.class)).isEmpty();
    driver.handle(new CoordinatorEvent.GoOn(4));

    // then
    assertThat(driver.all(CoordinatorAction.Completed.class))
        .containsExactly(new CoordinatorAction.Completed(checkpoint(4)));
  }

  @Test
  void takesNoEvaluationForAStall() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();

    // when
    for (int look = 0; look < 10; look++) {
      driver.passAndTick(LONG);
      driver.applyWrite();
    }

    // then
    assertThat(driver.phase()).isEqualTo("Leading");
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class)).isEmpty();
    assertThat(driver.orders(StepOrder.WriteCheckpoint.class)).isEmpty();
    assertThat(driver.orders(StepOrder.Freeze.class)).isEmpty();
  }

  @Test
  void takesACheckpointThatDoesNotComeForAStall() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(EVALUATED, A, B);
    driver.vote(1, 1, RED, A, B);
    driver.vote(1, 2, BLUE, A, B);

    // when
    driver.passAndTick(LONG);

    // then
    assertThat(driver.receivers(StepOrder.Freeze.class)).containsExactly(A, B);
  }

  @Test
  @TrainingProperty("P34")
  void asksAgainInTheNextGenerationWhenAMemberIsLost() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();

    // when
    driver.handle(new CoordinatorEvent.WorkerLost(A));
    driver.report(frozen(B, 1, committed(2, BLUE), nothing()));
    driver.passAndTick(Duration.ofSeconds(10));
    driver.applyWrite();
    assertThat(driver.orders(StepOrder.Install.class).get(0).next()).isEqualTo(new NextStep.Hold());
    driver.handle(new CoordinatorEvent.Tick());
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class))
        .containsExactly(new CoordinatorAction.EvaluationDue(at(2, 2), checkpoint(2)));
    driver.forget();
    driver.handle(new CoordinatorEvent.GoOn(2));

    // then
    assertThat(driver.orders(StepOrder.Install.class).get(0).next()).isEqualTo(start(2, 3, B));
  }

  @Test
  @TrainingProperty("P34")
  void asksAgainWhenAnotherCoordinatorTakesOver() {
    // given
    RegisterRow published = heldBehindTheSecondStep().register();
    CoordinatorDriver other = CoordinatorDriver.finding(EVALUATED, published);

    // when
    other.report(frozen(A, 1, committed(2, BLUE), nothing()));
    other.report(frozen(B, 1, committed(2, BLUE), nothing()));
    other.applyWrite();
    other.handle(new CoordinatorEvent.Tick());

    // then
    assertThat(other.all(CoordinatorAction.EvaluationDue.class))
        .containsExactly(new CoordinatorAction.EvaluationDue(at(2, 2), checkpoint(2)));
    assertThat(other.orders(StepOrder.Install.class).get(0).next()).isEqualTo(new NextStep.Hold());
  }

  @Test
  void doesNotAskAgainWhatWasAnsweredWhileItsGenerationEnded() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();
    driver.handle(new CoordinatorEvent.WorkerLost(A));

    // when
    driver.handle(new CoordinatorEvent.GoOn(2));
    driver.report(frozen(B, 1, committed(2, BLUE), nothing()));
    driver.passAndTick(Duration.ofSeconds(10));
    driver.applyWrite();
    driver.handle(new CoordinatorEvent.Tick());

    // then
    assertThat(driver.orders(StepOrder.Install.class).get(0).next()).isEqualTo(start(2, 3, B));
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class)).isEmpty();
  }

  @Test
  void pausesWithoutWaitingForTheEvaluation() {
    // given
    CoordinatorDriver driver = heldBehindTheSecondStep();

    // when
    driver.handle(new CoordinatorEvent.PauseWanted());
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.Paused.class))
        .containsExactly(new CoordinatorAction.Paused(checkpoint(2)));
  }

  @Test
  void letsNobodyJoinWhileItHolds() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(EVALUATED, A, B);
    driver.vote(1, 1, RED, A, B);
    driver.report(new StepReport.Offered(C));

    // when
    driver.vote(1, 2, BLUE, A, B);
    publish(driver, 1, 2);

    // then
    assertThat(driver.orders(StepOrder.FetchState.class)).isEmpty();
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class)).hasSize(1);
  }

  private static CoordinatorDriver heldBehindTheSecondStep() {
    CoordinatorDriver driver = CoordinatorDriver.leading(EVALUATED, A, B);
    driver.vote(1, 1, RED, A, B);
    driver.vote(1, 2, BLUE, A, B);
    publish(driver, 1, 2);
    assertThat(driver.all(CoordinatorAction.EvaluationDue.class)).hasSize(1);
    driver.forget();
    return driver;
  }

  private static void publish(CoordinatorDriver driver, long generation, long step) {
    driver.report(new StepReport.CheckpointWritten(A, generation, checkpoint(step)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
  }
}
