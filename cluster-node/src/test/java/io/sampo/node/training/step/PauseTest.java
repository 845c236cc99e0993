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
import static io.sampo.node.training.step.StepSamples.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coordinator that is wanted to pause: no committed step is lost. */
class PauseTest {

  @Test
  void holdsBehindTheOpenStepAndPublishesACheckpointOfIt() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);

    // when
    driver.handle(new CoordinatorEvent.PauseWanted());
    assertThat(driver.orders(StepOrder.WriteCheckpoint.class)).isEmpty();
    driver.vote(1, 1, RED, A, B);
    assertThat(driver.orders(StepOrder.Commit.class).get(0))
        .isEqualTo(new StepOrder.Commit(SELF, at(1, 1), RED, new NextStep.Hold()));
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);
    publish(driver, 1, 1);

    // then
    assertThat(driver.all(CoordinatorAction.CheckpointPublished.class))
        .containsExactly(new CoordinatorAction.CheckpointPublished(checkpoint(1)));
    assertThat(driver.all(CoordinatorAction.Paused.class)).isEmpty();
    assertThat(driver.applyWrite().members()).isEmpty();
    assertThat(driver.all(CoordinatorAction.Paused.class))
        .containsExactly(new CoordinatorAction.Paused(checkpoint(1)));
  }

  @Test
  void needsNoCheckpointWhereNoStepWasCommitted() {
    // given
    CoordinatorDriver driver = new CoordinatorDriver();
    driver.start();
    driver.report(new StepReport.Offered(A));
    driver.report(new StepReport.Offered(B));
    driver.handle(new CoordinatorEvent.RowAbsent());

    // when
    driver.handle(new CoordinatorEvent.PauseWanted());
    driver.applyWrite();
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.Paused.class))
        .containsExactly(new CoordinatorAction.Paused(new Checkpoint.Initial()));
  }

  @Test
  void asksAgainForACheckpointThatDoesNotCome() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.handle(new CoordinatorEvent.PauseWanted());
    driver.vote(1, 1, RED, A, B);
    driver.forget();

    // when
    driver.passAndTick(Duration.ofSeconds(1));

    // then
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);
  }

  @Test
  void staysWantedWhenAWorkerIsLostOnTheWay() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.handle(new CoordinatorEvent.PauseWanted());
    driver.vote(1, 1, RED, A, B);

    // when
    driver.handle(new CoordinatorEvent.WorkerLost(A));
    driver.report(frozen(B, 1, committed(1, RED), nothing()));
    driver.passAndTick(Duration.ofSeconds(10));
    driver.applyWrite();
    assertThat(driver.orders(StepOrder.Install.class).get(0).next()).isEqualTo(new NextStep.Hold());
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).contains(B);
    publish(driver, 2, 1);
    driver.applyWrite();

    // then
    assertThat(driver.all(CoordinatorAction.Paused.class))
        .containsExactly(new CoordinatorAction.Paused(checkpoint(1)));
  }

  @Test
  void waitsForNoJoiner() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    driver.report(new StepReport.Offered(C));
    driver.handle(new CoordinatorEvent.PauseWanted());

    // when
    driver.vote(1, 1, RED, A, B);

    // then
    assertThat(driver.orders(StepOrder.FetchState.class)).isEmpty();
    assertThat(driver.receivers(StepOrder.WriteCheckpoint.class)).containsExactly(A);
  }

  @Test
  void completesWhereTheOpenStepWasTheLast() {
    // given
    CoordinatorDriver driver = CoordinatorDriver.leading(A, B);
    for (long step = 1; step <= 3; step++) {
      driver.vote(1, step, RED, A, B);
    }
    driver.handle(new CoordinatorEvent.PauseWanted());

    // when
    driver.vote(1, 4, BLUE, A, B);
    publish(driver, 1, 4);

    // then
    assertThat(driver.all(CoordinatorAction.Completed.class))
        .isEqualTo(List.of(new CoordinatorAction.Completed(checkpoint(4))));
    assertThat(driver.all(CoordinatorAction.Paused.class)).isEmpty();
  }

  private static void publish(CoordinatorDriver driver, long generation, long step) {
    driver.report(new StepReport.CheckpointWritten(B, generation, checkpoint(step)));
    driver.handle(new CoordinatorEvent.Tick());
    driver.applyWrite();
  }
}
