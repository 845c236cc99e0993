package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.A;
import static io.sampo.node.training.step.StepSamples.B;
import static io.sampo.node.training.step.StepSamples.OTHER;
import static io.sampo.node.training.step.StepSamples.RED;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.at;
import static io.sampo.node.training.step.StepSamples.checkpoint;
import static io.sampo.node.training.step.StepSamples.committed;
import static io.sampo.node.training.step.StepSamples.firstRow;
import static io.sampo.node.training.step.StepSamples.held;
import static io.sampo.node.training.step.StepSamples.nothing;
import static io.sampo.node.training.step.StepSamples.row;
import static io.sampo.node.training.step.StepSamples.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepWorkerTest {
  private static final CommittedStep NOTHING_YET = committed(0, Digest.START);
  private static final Digest FIRST = Digest.START.next(11, 22);

  private final StepWorker worker = new StepWorker(A, StepSamples.STOP);

  @Test
  void offersItselfUntilItIsAMember() {
    // given, when
    List<WorkerAction> outside = worker.handle(new WorkerEvent.CoordinatorFound(OTHER));
    install(firstRow(A, B), new NextStep.Hold());
    List<WorkerAction> inside = worker.handle(new WorkerEvent.CoordinatorFound(OTHER));

    // then
    assertThat(outside).containsExactly(new WorkerAction.Send(OTHER, new StepReport.Offered(A)));
    assertThat(inside).isEmpty();
  }

  @Test
  void restoresTheCheckpointAndComputesTheFirstStep() {
    // given, when
    List<WorkerAction> actions = install(firstRow(A, B), start(1, 1, A, B));

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Restore(new Checkpoint.Initial()),
            new WorkerAction.Compute(start(1, 1, A, B)));
  }

  @Test
  void votesOnceTheStepIsReduced() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));

    // when
    List<WorkerAction> actions = reduced(1, 1);

    // then
    assertThat(actions).containsExactly(votesFor(1, 1, FIRST));
  }

  @Test
  void repeatsItsVoteWhenTheOrderIsRepeated() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    assertThat(install(firstRow(A, B), start(1, 1, A, B))).isEmpty();
    reduced(1, 1);

    // when
    List<WorkerAction> actions = install(firstRow(A, B), start(1, 1, A, B));

    // then
    assertThat(actions).containsExactly(votesFor(1, 1, FIRST));
  }

  @Test
  void appliesACommitOnceAndGoesOn() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    reduced(1, 1);

    // when
    List<WorkerAction> actions = commit(1, 1, FIRST, start(1, 2, A, B));
    List<WorkerAction> again = commit(1, 1, FIRST, start(1, 2, A, B));

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Apply(at(1, 1)), new WorkerAction.Compute(start(1, 2, A, B)));
    assertThat(again).isEmpty();
  }

  @Test
  void votesDifferentlyAfterAnotherHistoryOrOnAnotherState() {
    // given
    Digest sameHistory = FIRST.next(1, 2);

    // when, then
    assertThat(FIRST.next(1, 3)).isNotEqualTo(sameHistory);
    assertThat(FIRST.next(3, 2)).isNotEqualTo(sameHistory);
    assertThat(RED.next(1, 2)).isNotEqualTo(sameHistory);
    assertThat(Digest.START.next(11, 22).next(1, 2)).isEqualTo(sameHistory);
  }

  @Test
  void answersAFreezeWithWhatItAppliedAndWhatItVotedFor() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    reduced(1, 1);

    // when
    List<WorkerAction> actions = freeze(firstRow(A, B));

    // then
    assertThat(actions).containsExactly(answers(1, NOTHING_YET, held(1, 1, FIRST)));
  }

  @Test
  void neitherVotesNorAppliesNorStartsAfterItsAnswer() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    freeze(firstRow(A, B));

    // when, then
    assertThat(reduced(1, 1)).isEmpty();
    assertThat(commit(1, 1, FIRST, start(1, 2, A, B))).isEmpty();
    assertThat(install(firstRow(A, B), start(1, 1, A, B))).isEmpty();
    assertThat(freeze(firstRow(A, B))).containsExactly(answers(1, NOTHING_YET, nothing()));
  }

  @Test
  void installsTheRowBeforeItAnswersForItWhenOneGenerationBehind() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    reduced(1, 1);
    RegisterRow second =
        row(2, committed(1, FIRST), new Settlement.Committed(at(1, 1), FIRST), A, B);

    // when
    List<WorkerAction> actions = freeze(second);

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Apply(at(1, 1)), answers(2, committed(1, FIRST), nothing()));
  }

  @Test
  void rejoinsWhenFurtherBehind() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    RegisterRow third = row(3, NOTHING_YET, new Settlement.Retreated(at(2, 1)), A, B);

    // when
    List<WorkerAction> actions = freeze(third);

    // then
    assertThat(actions).hasAtLeastOneElementOfType(WorkerAction.Rejoin.class);
    assertThat(actions).doesNotHaveAnyElementsOfTypes(WorkerAction.Send.class);
  }

  @Test
  void rejoinsWhenItIsLeftOut() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));

    // when
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), B);
    List<WorkerAction> actions = install(second, new NextStep.Hold());

    // then
    assertThat(actions).hasAtLeastOneElementOfType(WorkerAction.Rejoin.class);
    assertThat(install(firstRow(A, B), start(1, 1, A, B))).isEmpty();
  }

  @Test
  void commitsFromItsStagingWhenItLagsThoughTheRowRetreatsTheNextStep() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    reduced(1, 1);
    freeze(firstRow(A, B));

    // when
    RegisterRow second = row(2, committed(1, FIRST), new Settlement.Retreated(at(1, 2)), A, B);
    List<WorkerAction> actions = install(second, start(2, 2, A, B));

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Apply(at(1, 1)), new WorkerAction.Compute(start(2, 2, A, B)));
  }

  @Test
  void dropsItsStagingWhenTheStepIsRetreated() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));
    reduced(1, 1);

    // when
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), A, B);
    List<WorkerAction> actions = install(second, start(2, 1, A, B));

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Drop(at(1, 1)), new WorkerAction.Compute(start(2, 1, A, B)));
  }

  @Test
  void givesUpTheReductionOfAnEndedGeneration() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));

    // when
    RegisterRow second = row(2, NOTHING_YET, new Settlement.Retreated(at(1, 1)), A);
    List<WorkerAction> actions = install(second, start(2, 1, A));

    // then
    assertThat(actions)
        .containsExactly(
            new WorkerAction.Abandon(at(1, 1)), new WorkerAction.Compute(start(2, 1, A)));
    assertThat(reduced(1, 1)).isEmpty();
  }

  @Test
  void doesNotReachABaseThatItHasNothingStagedFor() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));

    // when
    RegisterRow second = row(2, committed(1, RED), new Settlement.Committed(at(1, 1), RED), A, B);
    List<WorkerAction> actions = install(second, start(2, 2, A, B));

    // then
    assertThat(actions).hasAtLeastOneElementOfType(WorkerAction.Rejoin.class);
    assertThat(actions).doesNotHaveAnyElementsOfTypes(WorkerAction.Apply.class);
  }

  @Test
  void reportsAResetOfTheDataPlaneOnlyForTheStepItReduces() {
    // given
    install(firstRow(A, B), start(1, 1, A, B));

    // when
    List<WorkerAction> other = worker.handle(new WorkerEvent.DataPlaneReset(at(1, 2)));
    List<WorkerAction> own = worker.handle(new WorkerEvent.DataPlaneReset(at(1, 1)));

    // then
    assertThat(other).isEmpty();
    assertThat(own)
        .containsExactly(new WorkerAction.Send(OTHER, new StepReport.Aborted(A, at(1, 1))));
  }

  @Test
  void joinsWithTheStateOfAPeer() {
    // given
    List<WorkerAction> asked = order(new StepOrder.FetchState(SELF, at(4, 7), RED, B));

    // when
    List<WorkerAction> fetched = worker.handle(new WorkerEvent.StateFetched(at(4, 7), RED));
    RegisterRow fifth = row(5, committed(7, RED), new Settlement.Retreated(at(4, 8)), B, A);
    List<WorkerAction> installed = install(fifth, new NextStep.Hold());

    // then
    assertThat(asked).containsExactly(new WorkerAction.Fetch(at(4, 7), RED, B));
    assertThat(fetched)
        .containsExactly(
            new WorkerAction.Adopt(at(4, 7)),
            new WorkerAction.Send(SELF, new StepReport.CaughtUp(A, at(4, 7), RED)));
    assertThat(installed).isEmpty();
    assertThat(freeze(fifth)).containsExactly(answers(5, committed(7, RED), nothing()));
  }

  @Test
  void neverGoesBackToAnOlderStateOfAPeer() {
    // given
    order(new StepOrder.FetchState(OTHER, at(3, 6), RED, B));
    order(new StepOrder.FetchState(SELF, at(4, 7), RED, B));
    worker.handle(new WorkerEvent.StateFetched(at(4, 7), RED));

    // when, then
    assertThat(worker.handle(new WorkerEvent.StateFetched(at(3, 6), RED))).isEmpty();
    assertThat(order(new StepOrder.FetchState(OTHER, at(3, 6), RED, B))).isEmpty();
  }

  @Test
  void writesACheckpointOnceHoweverOftenItIsAsked() {
    // given
    install(firstRow(A, B), new NextStep.Hold());
    StepOrder request = new StepOrder.WriteCheckpoint(OTHER, 1);

    // when
    List<WorkerAction> first = order(request);
    List<WorkerAction> second = order(request);
    List<WorkerAction> stored = worker.handle(new WorkerEvent.CheckpointStored(1, checkpoint(0)));
    List<WorkerAction> third = order(request);

    // then
    WorkerAction report =
        new WorkerAction.Send(OTHER, new StepReport.CheckpointWritten(A, 1, checkpoint(0)));
    assertThat(first).containsExactly(new WorkerAction.WriteCheckpoint(at(1, 0)));
    assertThat(second).isEmpty();
    assertThat(stored).containsExactly(report);
    assertThat(third).containsExactly(report);
  }

  @Test
  void writesTheCheckpointThatBecameDueMeanwhileIfItStillStandsThere() {
    // given
    install(firstRow(A, B), new NextStep.Hold());
    order(new StepOrder.WriteCheckpoint(OTHER, 1));
    takeStep(1);

    // when
    List<WorkerAction> due = order(new StepOrder.WriteCheckpoint(OTHER, 1));
    List<WorkerAction> stored = worker.handle(new WorkerEvent.CheckpointStored(1, checkpoint(0)));

    // then
    assertThat(due).isEmpty();
    assertThat(stored).contains(new WorkerAction.WriteCheckpoint(at(1, 1)));
  }

  @Test
  void skipsTheCheckpointThatBecameDueMeanwhileIfItHasGoneOnAndSaysSo() {
    // given
    install(firstRow(A, B), new NextStep.Hold());
    order(new StepOrder.WriteCheckpoint(OTHER, 1));
    takeStep(1);
    order(new StepOrder.WriteCheckpoint(OTHER, 1));
    takeStep(2);

    // when
    List<WorkerAction> stored = worker.handle(new WorkerEvent.CheckpointStored(1, checkpoint(0)));

    // then
    assertThat(stored).contains(new WorkerAction.CheckpointSkipped(at(1, 1)));
    assertThat(stored).doesNotHaveAnyElementsOfTypes(WorkerAction.WriteCheckpoint.class);
  }

  @Test
  void writesACheckpointAgainThatHasFailed() {
    // given
    install(firstRow(A, B), new NextStep.Hold());
    StepOrder request = new StepOrder.WriteCheckpoint(OTHER, 1);
    order(request);

    // when
    List<WorkerAction> failed = worker.handle(new WorkerEvent.CheckpointFailed());

    // then
    assertThat(failed).isEmpty();
    assertThat(order(request)).containsExactly(new WorkerAction.WriteCheckpoint(at(1, 0)));
  }

  private void takeStep(long step) {
    install(firstRow(A, B), StepSamples.start(1, step, A, B));
    List<WorkerAction> vote = reduced(1, step);
    WorkerAction.Send sent = (WorkerAction.Send) vote.get(0);
    commit(1, step, ((StepReport.Prepared) sent.report()).digest(), new NextStep.Hold());
  }

  private List<WorkerAction> order(StepOrder order) {
    return worker.handle(new WorkerEvent.Ordered(order));
  }

  private List<WorkerAction> install(RegisterRow row, NextStep next) {
    return order(new StepOrder.Install(OTHER, row, next));
  }

  private List<WorkerAction> freeze(RegisterRow row) {
    return order(new StepOrder.Freeze(SELF, row));
  }

  private List<WorkerAction> commit(long generation, long step, Digest digest, NextStep next) {
    return order(new StepOrder.Commit(OTHER, at(generation, step), digest, next));
  }

  private List<WorkerAction> reduced(long generation, long step) {
    return worker.handle(new WorkerEvent.StagingReady(at(generation, step), 11, 22, 1, true));
  }

  private static WorkerAction votesFor(long generation, long step, Digest digest) {
    return new WorkerAction.Send(OTHER, StepSamples.prepared(A, generation, step, digest));
  }

  private static WorkerAction answers(long generation, CommittedStep applied, Staging staging) {
    return new WorkerAction.Send(SELF, new StepReport.Frozen(A, generation, applied, staging));
  }
}
