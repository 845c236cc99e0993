package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.UpdateRule;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class InputsResolverTest {
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  @Test
  void findsModelAndDatasets() {
    // given
    Neighbours neighbours = new Neighbours();

    // when
    Outcome<JobInputs> outcome = resolve(neighbours);

    // then
    assertThat(outcome.orThrow().model().name()).isEqualTo(JobSamples.MODEL.version());
    assertThat(outcome.orThrow().evaluation().samples()).isEqualTo(1000);
  }

  @Test
  void reservesTwoCopiesOfTheModelForEachSlotOfTheOptimizer() {
    // given
    JobInputs inputs = resolve(new Neighbours()).orThrow();
    long model = inputs.model().artifactBytes();
    OptimizerSpecification adam = OptimizerSpecification.of(UpdateRule.Adam.usual(false), 0.001);

    // when
    long plain = bytes(inputs, OptimizerSpecification.sgd(0.1, 0));

    // then
    assertThat(bytes(inputs, OptimizerSpecification.sgd(0.1, 0.9))).isEqualTo(plain + 2 * model);
    assertThat(bytes(inputs, adam)).isEqualTo(plain + 4 * model);
  }

  @Test
  void takesARowOfPixelsForAnImage() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.input = Shape.of(784);

    // then
    assertThat(resolve(neighbours).isRefused()).isFalse();
  }

  @Test
  void refusesAVersionThatIsStillChecked() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.state = VersionState.CHECKING;

    // then
    assertThat(resolve(neighbours).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void refusesSamplesThatDoNotFitTheModel() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.input = Shape.of(1, 32, 32);

    // then
    assertThat(resolve(neighbours).refusal().code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
  }

  @Test
  void refusesMoreClassesThanTheModelKnows() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.classes = 11;

    // then
    assertThat(resolve(neighbours).refusal().message())
        .contains("Expected at most 10 classes in dataset [digits-training]");
  }

  @Test
  void refusesTargetsThatTheLossCannotTake() {
    // given
    Neighbours classes = new Neighbours();
    Neighbours numbers = new Neighbours();
    numbers.targetType = DataType.FP32;

    // then
    assertThat(resolve(classes, regression()).refusal().message())
        .startsWith(
            "Expected FP32 targets for MEAN_SQUARED_ERROR, but those of dataset [digits-training]"
                + " are INT64");
    assertThat(resolve(numbers).refusal().message())
        .startsWith(
            "Expected INT64 targets for CROSS_ENTROPY, but those of dataset [digits-training]"
                + " are FP32");
    assertThat(resolve(numbers, regression()).isRefused()).isFalse();
  }

  @Test
  void refusesARuleThatNeedsACountOfEachOfVeryManyClasses() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.outputs = 101;
    JobSpecification job =
        JobSamples.withLoss(
            JobSamples.specification(),
            Loss.CROSS_ENTROPY,
            new PromotionRule(Metric.MACRO_F1, 0.9));

    // then
    assertThat(resolve(neighbours, job).refusal().message())
        .isEqualTo(
            "Expected at most 100 classes for a promotion by MACRO_F1, but [digits/1] knows 101");
    assertThat(resolve(neighbours).isRefused()).isFalse();
  }

  private static JobSpecification regression() {
    return JobSamples.withLoss(
        JobSamples.specification(), Loss.MEAN_SQUARED_ERROR, new PromotionRule(Metric.RMSE, 0.1));
  }

  @Test
  void refusesWithEverythingThatIsMissingAtOnce() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.state = VersionState.CHECKING;
    neighbours.known = List.of(JobSamples.TRAINING);

    // when
    PlatformError refusal = resolve(neighbours).refusal();

    // then
    assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_READY);
    assertThat(refusal.message())
        .contains("to have been run once")
        .contains("no dataset [digits-held-out]");
  }

  @Test
  void refusesWithEverythingThatDoesNotFitAtOnce() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.input = Shape.of(1, 32, 32);
    neighbours.classes = 11;
    neighbours.targetType = DataType.FP32;

    // then
    assertThat(resolve(neighbours).refusal().message())
        .contains("Expected a model with one input that takes samples of shape [1,28,28]")
        .contains("Expected INT64 targets for CROSS_ENTROPY")
        .contains("Expected at most 10 classes in dataset [digits-training]")
        .contains("Expected at most 10 classes in dataset [digits-held-out]");
  }

  @Test
  void blamesTheClusterAndNotTheJobForSilence() {
    // given
    Neighbours neighbours = new Neighbours();
    neighbours.silent = true;

    // then
    assertThat(resolve(neighbours).refusal().code().category())
        .isEqualTo(ErrorCode.Category.DEPENDENCY);
  }

  private static long bytes(JobInputs inputs, OptimizerSpecification optimizer) {
    return inputs.workerBytes(JobSamples.withOptimizer(JobSamples.specification(), optimizer), 64);
  }

  private static Outcome<JobInputs> resolve(JobNeighbours neighbours) {
    return resolve(neighbours, JobSamples.specification());
  }

  private static Outcome<JobInputs> resolve(JobNeighbours neighbours, JobSpecification job) {
    return new InputsResolver(neighbours).resolve(job).toCompletableFuture().getNow(null);
  }

  private static final class Neighbours implements JobNeighbours {
    private VersionState state = VersionState.AVAILABLE;
    private Shape input = IMAGE;
    private int classes = 10;
    private int outputs = 10;
    private DataType targetType = DataType.INT64;
    private List<DatasetName> known = List.of(JobSamples.TRAINING, JobSamples.HELD_OUT);
    private boolean silent;

    @Override
    public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName model) {
      Signature signature =
          new Signature(
              List.of(new TensorSpec("image", DataType.FP32, input)),
              List.of(new TensorSpec("logits", DataType.FP32, Shape.of(outputs))),
              64,
              List.of());
      VersionSpecification version =
          new VersionSpecification(
              JobSamples.MODEL.version(),
              JobSamples.hash('a'),
              1000,
              signature,
              "upload",
              JobSamples.AT);
      return CompletableFuture.completedFuture(
          Outcome.of(
              new ModelSummary(
                  model,
                  List.of(new VersionSummary(version, state, "")),
                  Deployment.NONE,
                  List.of(),
                  List.of(),
                  1)));
    }

    @Override
    public CompletionStage<Outcome<DatasetSummary>> describeDataset(DatasetName dataset) {
      if (silent) {
        return CompletableFuture.failedFuture(new TimeoutException("no answer"));
      }
      if (!known.contains(dataset)) {
        return CompletableFuture.completedFuture(
            Outcome.refused(
                ErrorCode.DATASET_NOT_FOUND,
                "Expected a dataset, but there is no dataset [%s]".formatted(dataset)));
      }
      return CompletableFuture.completedFuture(
          Outcome.of(
              new DatasetSummary(
                  new DatasetSpecification(dataset, DatasetFormat.IDX, List.of()),
                  1000,
                  IMAGE,
                  classes,
                  JobSamples.AT,
                  targetType,
                  Shape.of(),
                  null,
                  DatasetStatistics.NONE)));
    }

    @Override
    public CompletionStage<Outcome<ModelVersion>> addVersion(ModelName model, NewVersion version) {
      throw new AssertionError("Expected nobody to add a version");
    }

    @Override
    public CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at) {
      throw new AssertionError("Expected nobody to deploy a version");
    }
  }
}
