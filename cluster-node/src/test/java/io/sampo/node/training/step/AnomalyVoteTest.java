package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.OTHER;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.firstRow;
import static io.sampo.node.training.step.StepSamples.frozen;
import static io.sampo.node.training.step.StepSamples.nothing;
import static io.sampo.node.training.step.StepSamples.row;
import static io.sampo.node.training.step.StepSamples.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker makes of a reduced step that is not to be trained on as it is. */
class AnomalyVoteTest {
  private static final CommittedStep NOTHING_YET = committed(0, Digest.START);
  private static final Digest SOUND = Digest.START.next(11, 22);
  private static final double NO_BOUND = Double.POSITIVE_INFINITY;
  private static final Anomaly NAN =
      new Anomaly(at(1, 1), AnomalyKind.NON_FINITE, Double.NaN, NO_BOUND);

  private StepWorker worker;

  @Test
  @TrainingProperty("P26")
  void votesForASkippedStepAndChangesNothingWhenItIsCommitted() {
    // given
    begin(AnomalyAction.SKIP, NO_BOUND);
    Digest digest = SOUND.with(NAN);

    // when
    List<WorkerAction> vote = reduced(Double.NaN, true);
    List<WorkerAction> answer = order(new StepOrder.Freeze(SELF, firstRow(A, B)));
    Settlement settled = new Settlement.Committed(at(1, 1), digest);
    List<WorkerAction> decided =
        order(
            new StepOrder.Install(
                OTHER, row(2, committed(1, digest), settled, A), new NextStep.Hold()));

    // then
    assertThat(vote)
        .containsExactly(tells(new StepReport.Prepared(A, at(1, 1), digest, Double.NaN, NAN)));
    assertThat(answer)
        .containsExactly(
            new WorkerAction.Send(
                SELF, frozen(A, 1, NOTHING_YET, new Staging.Held(at(1, 1), digest, NAN))));
    assertThat(decided).containsExactly(new WorkerAction.Skip(at(1, 1)));
  }

  @Test
  @TrainingProperty("P26")
  void keepsNothingThatCouldBeCommittedWhereTheJobIsToStopOrToGoBack() {
    for (AnomalyAction action : List.of(AnomalyAction.STOP, AnomalyAction.ROLL_BACK)) {
      // given
      begin(action, NO_BOUND);
      Anomaly anomaly = new Anomaly(at(1, 1), AnomalyKind.NON_FINITE, 2.5, NO_BOUND);
      WorkerAction against = tells(new StepReport.Anomalous(A, SOUND.with(anomaly), anomaly));

      // when, then
      assertThat(reduced(2.5, false)).containsExactly(new WorkerAction.Drop(at(1, 1)), against);
      assertThat(order(new StepOrder.Install(OTHER, firstRow(A, B), start(1, 1, A, B))))
          .as("the order once more")
          .containsExactly(against);
      assertThat(order(new StepOrder.Freeze(SELF, firstRow(A, B))))
          .containsExactly(new WorkerAction.Send(SELF, frozen(A, 1, NOTHING_YET, nothing())));
    }
  }

  @Test
  void computesTheStepAgainInTheNextGeneration() {
    // given
    begin(AnomalyAction.STOP, NO_BOUND);
    reduced(Double.NaN, true);
    Settlement retreated = new Settlement.Retreated(at(1, 1));

    // when
    List<WorkerAction> next =
        order(new StepOrder.Install(OTHER, row(2, NOTHING_YET, retreated, A), start(2, 1, A)));

    // then
    assertThat(next).containsExactly(new WorkerAction.Compute(start(2, 1, A)));
  }

  @Test
  @TrainingProperty("P26")
  void judgesALossByTheBoundThatCameWithTheStep() {
    // given
    begin(AnomalyAction.SKIP, 4.5);

    // when
    List<WorkerAction> below = reduced(4.5, true);
    begin(AnomalyAction.SKIP, 4.5);
    List<WorkerAction> above = reduced(4.75, true);

    // then
    Anomaly spike = new Anomaly(at(1, 1), AnomalyKind.SPIKE, 4.75, 4.5);
    assertThat(below)
        .containsExactly(tells(new StepReport.Prepared(A, at(1, 1), SOUND, 4.5, null)));
    assertThat(above)
        .containsExactly(
            tells(new StepReport.Prepared(A, at(1, 1), SOUND.with(spike), 4.75, spike)));
    assertThat(SOUND.with(spike)).isNotIn(SOUND, SOUND.with(NAN));
  }

  private void begin(AnomalyAction action, double bound) {
    worker = new StepWorker(A, new AnomalyPolicy(action, new LossSpike(action, 3, 2)));
    order(new StepOrder.Install(OTHER, firstRow(A, B), start(1, 1, bound, A, B)));
  }

  private List<WorkerAction> reduced(double loss, boolean finite) {
    return worker.handle(new WorkerEvent.StagingReady(at(1, 1), 11, 22, loss, finite));
  }

  private List<WorkerAction> order(StepOrder order) {
    return worker.handle(new WorkerEvent.Ordered(order));
  }

  private static WorkerAction tells(StepReport report) {
    return new WorkerAction.Send(OTHER, report);
  }
}
