package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import io.sampo.protocol.training.TrainingJobProtocol.DescribeJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.GenerationStep;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal of a job says of anomalies; the test speaks for the run. */
class AnomalyJournalTest {
  private static final JobId JOB = new JobId("digits");
  private static final JobEvent SUBMITTED =
      new JobEvent.JobSubmitted(JOB, JobSamples.specification(), JobSamples.AT);
  private static final JobEvent GENERATION =
      new JobEvent.GenerationStarted(3, List.of(JobSamples.node(1)), 40, JobSamples.AT);
  private static ActorTestKit testKit;

  @TempDir private static Path directory;
  private EventSourcedBehaviorTestKit<Command, JobEvent, JobRecord> job;

  @BeforeAll
  static void startSystem() {
    testKit = JournalledJob.system("anomalies");
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void createJob() {
    job = JournalledJob.create(testKit, directory, JOB, new SilentNeighbours(), self -> {});
    job.initialize(SUBMITTED, GENERATION);
  }

  @Test
  @TrainingProperty("P26")
  void writesEachAnomalyDownOnceHoweverOftenItIsTold() {
    // given
    HandledAnomaly skipped = handled(3, 41, AnomalyAction.SKIP);
    HandledAnomaly rolledBack = handled(3, 44, AnomalyAction.ROLL_BACK);

    // when
    var first = job.runCommand(note(skipped));
    var second = job.runCommand(note(rolledBack));
    job.restart();
    var again = job.runCommand(note(rolledBack));
    var late = job.runCommand(note(skipped));

    // then
    assertThat(first.events()).containsExactly(new JobEvent.AnomalyHandled(skipped));
    assertThat(second.events()).containsExactly(new JobEvent.AnomalyHandled(rolledBack));
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(late.hasNoEvents()).isTrue();
    assertThat(describe().anomalies()).containsExactly(skipped, rolledBack);
    assertThat(describe().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  @TrainingProperty("P26")
  void writesTheAnomalyThatEndsItDownTogetherWithItsEnd() {
    // given
    HandledAnomaly fatal = handled(3, 42, AnomalyAction.STOP);

    // when
    var halted = job.runCommand(new RunNote.HaltNoted(fatal, "Loss was NaN at step 42"));

    // then
    assertThat(halted.events())
        .containsExactly(
            new JobEvent.AnomalyHandled(fatal),
            new JobEvent.JobFailed("Loss was NaN at step 42", fatal.at()));
    JobSummary failed = describe();
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.message()).isEqualTo("Loss was NaN at step 42");
    assertThat(failed.anomalies()).containsExactly(fatal);
  }

  @Test
  void isNotEndedByAnAnomalyWhileItIsPaused() {
    // given
    job.<Outcome<JobSummary>>runCommand(replyTo -> new PauseJob(JobSamples.AT, replyTo));

    // when
    HandledAnomaly fatal = handled(3, 42, AnomalyAction.STOP);
    var halted = job.runCommand(new RunNote.HaltNoted(fatal, "Loss was NaN at step 42"));
    var skipped = job.runCommand(note(handled(3, 41, AnomalyAction.SKIP)));

    // then
    assertThat(halted.hasNoEvents()).isTrue();
    assertThat(skipped.events()).hasSize(1);
  }

  @Test
  void showsTheLastOnes() {
    // when
    for (int step = 1; step <= AnomalyHistory.KEPT + 5; step++) {
      job.runCommand(note(handled(3, step, AnomalyAction.SKIP)));
    }

    // then
    assertThat(describe().anomalies())
        .hasSize(AnomalyHistory.KEPT)
        .endsWith(handled(3, AnomalyHistory.KEPT + 5, AnomalyAction.SKIP));
  }

  private JobSummary describe() {
    return job.<Outcome<JobSummary>>runCommand(DescribeJob::new).reply().orThrow();
  }

  private static RunNote note(HandledAnomaly handled) {
    return new RunNote.EventNoted(new JobEvent.AnomalyHandled(handled));
  }

  private static HandledAnomaly handled(long generation, long step, AnomalyAction action) {
    Anomaly anomaly =
        new Anomaly(
            new GenerationStep(generation, step),
            AnomalyKind.NON_FINITE,
            Double.NaN,
            Double.POSITIVE_INFINITY);
    return new HandledAnomaly(anomaly, action, JobSamples.AT);
  }
}
