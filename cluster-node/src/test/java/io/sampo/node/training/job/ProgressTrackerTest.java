package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.JobProgress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
  private static final StepPlan PLAN = StepPlan.ofEpochs(100, 30, 2, 1);

  @Test
  void knowsRateAndTimeLeftFromCommittedSteps() {
    // given
    ProgressTracker tracker = new ProgressTracker(PLAN);
    tracker.beginAfter(0, at(0));

    // when
    tracker.committed(1, at(1000));
    tracker.committed(2, at(2000));
    tracker.measured(15, 30);

    // then
    JobProgress progress = tracker.progress();
    assertThat(progress.step()).isEqualTo(2);
    assertThat(progress.totalSteps()).isEqualTo(8);
    assertThat(progress.samplesPerSecond()).isEqualTo(30);
    assertThat(progress.secondsLeft()).isEqualTo(140.0 / 30);
    assertThat(progress.loss()).isEqualTo(0.5);
  }

  @Test
  void countsTheSmallerLastBatchOfAnEpochAsItIs() {
    // given
    ProgressTracker tracker = new ProgressTracker(PLAN);
    tracker.beginAfter(3, at(0));

    // when
    tracker.committed(4, at(1000));

    // then
    assertThat(tracker.progress().samplesPerSecond()).isEqualTo(10);
    assertThat(tracker.progress().epoch()).isZero();
    assertThat(tracker.progress().secondsLeft()).isEqualTo(10);
  }

  @Test
  void goesBackToTheBaseOfANewGeneration() {
    // given
    ProgressTracker tracker = new ProgressTracker(PLAN);
    tracker.beginAfter(0, at(0));
    tracker.committed(1, at(100));
    tracker.committed(2, at(200));

    // when
    tracker.beginAfter(1, at(300));

    // then
    assertThat(tracker.progress().step()).isEqualTo(1);
    assertThat(tracker.progress().samplesPerSecond()).isZero();
    assertThat(tracker.progress().secondsLeft()).isNaN();
  }

  private static Instant at(long millis) {
    return Instant.EPOCH.plusMillis(millis);
  }
}
