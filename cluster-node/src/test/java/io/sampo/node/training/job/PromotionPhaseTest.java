package io.sampo.node.training.job;

import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.node.training.register.InMemoryGenerationRegister;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.WorkerRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last phases of a run, by what they tell the job; the model is played by hand. */
class PromotionPhaseTest {
  private static final ModelVersion DIGITS_2 = ModelVersion.of("digits", "2");
  private static final Evaluation GOOD =
      new Evaluation(282, 1000, 0.2, new ClassCounts(10, 1000, 950, List.of()), null);
  private static final Evaluation POOR =
      new Evaluation(282, 1000, 0.9, new ClassCounts(10, 1000, 612, List.of()), null);

  @TempDir private Path directory;

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final TestProbe<TrainingJobProtocol.Command> job = testKit.createTestProbe();
  private final Model model = new Model();

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  /** Answers orders one after the other; after the last answer it says nothing. */
  private static final class Model extends SilentNeighbours {
    private final Queue<Outcome<ModelSummary>> answers = new ArrayDeque<>();
    private final Queue<ModelVersion> orders = new ConcurrentLinkedQueue<>();
    private int added;

    @Override
    public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName name) {
      return CompletableFuture.completedFuture(
          Outcome.refused(ErrorCode.MODEL_NOT_FOUND, "Expected a model"));
    }

    @Override
    public CompletionStage<Outcome<ModelVersion>> addVersion(ModelName name, NewVersion version) {
      added++;
      return CompletableFuture.completedFuture(Outcome.of(DIGITS_2));
    }

    @Override
    public CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at) {
      orders.add(version);
      Outcome<ModelSummary> answer = answers.poll();
      return answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }
  }

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void aRuleThatIsNotMetPromotesNothingAndSaysWhatWasMeasured() {
    begin(true, POOR);

    assertThat(completion())
        .isEqualTo("Not promoted: expected ACCURACY of at least 0.9, but measured ACCURACY 0.6120");
    assertThat(model.added).isZero();
    assertThat(model.orders).isEmpty();
  }

  @Test
  void deploysNothingThatOnlyIsToBePromoted() {
    begin(false, GOOD);

    job.expectMessage(new RunNote.EventNoted(new JobEvent.JobPromoted(DIGITS_2, JobSamples.AT)));
    assertThat(completion()).isEqualTo("Promoted to [digits/2]");
    assertThat(model.orders).isEmpty();
  }

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void isCompleteWhenTheModelHasTakenTheVersionIntoItsDeployment() {
    // given: the version is still checked, for lack of room
    model.answers.add(answer(VersionState.CHECKING, Deployment.NONE, "no node has room"));
    model.answers.add(answer(VersionState.AVAILABLE, Deployment.of(DIGITS_2.version(), 1)));

    // when
    begin(true, GOOD);
    job.expectMessage(new RunNote.EventNoted(new JobEvent.JobPromoted(DIGITS_2, JobSamples.AT)));
    assertThat(job.expectMessageClass(RunNote.StateNoted.class).message())
        .isEqualTo(
            "Promoted to [digits/2], which is loaded once before it is deployed: no node has room");
    ManualTime.get(testKit.system()).timePasses(settings().waits().retry());

    // then
    job.expectMessage(new RunNote.EventNoted(new JobEvent.JobDeployed(JobSamples.AT)));
    assertThat(completion()).isEqualTo("Promoted to [digits/2], deployed");
    assertThat(model.orders).containsExactly(DIGITS_2, DIGITS_2);
    assertThat(model.added).isEqualTo(1);
  }

  @Test
  void saysSoWhenSomebodyHasChangedTheDeploymentSince() {
    model.answers.add(answer(VersionState.AVAILABLE, Deployment.of(new VersionName("1"), 1)));

    begin(true, GOOD);

    job.expectMessageClass(RunNote.EventNoted.class);
    assertThat(completion())
        .isEqualTo("Promoted to [digits/2]; somebody has changed the deployment since");
  }

  @Test
  void doesNotWaitForEverForTheCheckOfTheVersion() {
    // given
    model.answers.add(answer(VersionState.CHECKING, Deployment.NONE));
    begin(true, GOOD);
    job.expectMessageClass(RunNote.EventNoted.class);
    job.expectMessageClass(RunNote.StateNoted.class);

    // when
    ManualTime.get(testKit.system()).timePasses(settings().waits().load());

    // then
    assertThat(completion())
        .isEqualTo("Promoted to [digits/2], which is deployed as soon as it can be loaded");
  }

  @Test
  void failsWithTheReasonWhenTheVersionCanNeverBeDeployed() {
    // given: it was promoted, and deleted by somebody
    model.answers.add(
        Outcome.refused(ErrorCode.VERSION_NOT_FOUND, "Expected a known version, but"));

    // when
    begin(true, GOOD);

    // then
    job.expectMessageClass(RunNote.EventNoted.class);
    assertThat(job.expectMessageClass(RunNote.EventNoted.class).event())
        .isEqualTo(
            new JobEvent.JobFailed(
                "Promoted to [digits/2], but it could not be deployed: Expected a known version,"
                    + " but",
                JobSamples.AT));
  }

  private String completion() {
    return job.expectMessageClass(RunNote.CompletionNoted.class).message();
  }

  private void begin(boolean deploy, Evaluation evaluation) {
    JobSpecification promoted = JobSamples.specification(new WorkerRange(1, 3), 0, 0.9);
    JobSpecification specification = deploy ? JobSamples.deployed(promoted) : promoted;
    RunContext run =
        new RunContext(
            JobSheet.of(new JobEvent.JobSubmitted(new JobId("first"), specification, JobSamples.AT))
                .summary(),
            new JobEnvironment(
                new InMemoryGenerationRegister(),
                new CheckpointStore(DirectoryArtifactStore.open(directory, Clock.systemUTC())),
                testKit.<DeviceDirectory.Command>createTestProbe().ref(),
                settings(),
                Clock.fixed(JobSamples.AT, ZoneOffset.UTC)),
            model,
            job.ref());
    testKit.spawn(
        Behaviors.<TrainingRun.Command>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new PromotionPhase(context, timers, run, signature(8))
                            .begin(evaluation, JobSamples.checkpoint(282)))));
  }

  private TrainingSettings settings() {
    return TrainingSettings.from(testKit.system().settings().config());
  }

  private static Outcome<ModelSummary> answer(
      VersionState state, Deployment deployment, String... reasons) {
    VersionSpecification version =
        new VersionSpecification(
            DIGITS_2.version(), JobSamples.hash('a'), 1000, signature(8), "job", JobSamples.AT);
    return Outcome.of(
        new ModelSummary(
            DIGITS_2.model(),
            List.of(new VersionSummary(version, state, "")),
            deployment,
            List.of(),
            List.of(reasons),
            7));
  }
}
