package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.Metric;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds what a job's names stand for and says whether they fit one another. Asks model and datasets
 * at the same time.
 */
final class InputsResolver {
  private final JobNeighbours neighbours;

  InputsResolver(JobNeighbours neighbours) {
    this.neighbours = requireNonNull(neighbours, "neighbours is null");
  }

  /** The stage never fails: whoever does not answer makes a refusal of category DEPENDENCY. */
  CompletionStage<Outcome<JobInputs>> resolve(JobSpecification job) {
    CompletionStage<VersionSpecification> model =
        neighbours
            .describeModel(job.model().model())
            .thenApply(answer -> available(job.model(), answer.orThrow()));
    CompletionStage<DatasetSummary> dataset = describe(job.dataset());
    CompletionStage<DatasetSummary> evaluation =
        job.evaluationDataset() == null
            ? CompletableFuture.completedFuture(null)
            : describe(job.evaluationDataset());
    return model
        .thenCombine(dataset, (version, data) -> new JobInputs(version, data, null))
        .thenCombine(
            evaluation, (inputs, held) -> new JobInputs(inputs.model(), inputs.dataset(), held))
        .thenApply(inputs -> Outcome.of(fitting(job, inputs)))
        .exceptionally(failure -> Outcome.refused(refusal(failure)));
  }

  private CompletionStage<DatasetSummary> describe(DatasetName name) {
    return neighbours.describeDataset(name).thenApply(Outcome::orThrow);
  }

  private static VersionSpecification available(ModelVersion wanted, ModelSummary model) {
    VersionSummary version =
        model
            .version(wanted.version())
            .orElseThrow(
                () ->
                    new PlatformException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "Expected a version [%s] of model [%s], but there is none"
                            .formatted(wanted.version(), wanted.model())));
    if (version.state() == VersionState.REJECTED) {
      throw new PlatformException(
          ErrorCode.ARTIFACT_INVALID,
          "Expected a version that can be run, but [%s] was rejected: %s"
              .formatted(wanted, version.message()));
    }
    if (version.state() != VersionState.AVAILABLE) {
      throw new PlatformException(
          ErrorCode.MODEL_NOT_READY,
          "Expected [%s] to have been run once, but it is still being checked".formatted(wanted));
    }
    return version.specification();
  }

  private static JobInputs fitting(JobSpecification job, JobInputs inputs) {
    requireFit(job, inputs.module(), inputs.dataset());
    if (inputs.evaluation() != null) {
      requireFit(job, inputs.module(), inputs.evaluation());
    }
    return inputs;
  }

  private static void requireFit(JobSpecification job, Signature signature, DatasetSummary data) {
    Shape input = signature.inputs().get(0).shape();
    if (signature.inputs().size() != 1 || !fits(input, data.sampleShape())) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected a model with one input that takes samples of shape %s, but [%s] takes %s"
              .formatted(data.sampleShape(), job.model(), signature.inputs()));
    }
    requireTargets(job, data);
    long classes = lastDimension(signature.outputs().get(0).shape());
    requireMeasurable(job, classes);
    if (job.loss() == Loss.CROSS_ENTROPY && classes >= 0 && data.classes() > classes) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected at most %d classes in dataset [%s], because [%s] knows no more, but it has %d"
              .formatted(classes, data.specification().name(), job.model(), data.classes()));
    }
  }

  private static void requireTargets(JobSpecification job, DatasetSummary data) {
    DataType given = data.targetType();
    DataType wanted = job.loss().targetType().orElse(given);
    if (given != wanted) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected %s targets for %s, but those of dataset [%s] are %s"
              .formatted(wanted, job.loss(), data.specification().name(), given));
    }
  }

  private static void requireMeasurable(JobSpecification job, long classes) {
    boolean byClass = job.promotion() != null && job.promotion().rule().metric() == Metric.MACRO_F1;
    if (byClass && job.loss() == Loss.CROSS_ENTROPY && classes > ClassCounts.MOST_IN_MATRIX) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected at most %d classes for a promotion by MACRO_F1, but [%s] knows %d"
              .formatted(ClassCounts.MOST_IN_MATRIX, job.model(), classes));
    }
  }

  /** By shape, or by size where the module's is fixed: a row of pixels is an image. */
  private static boolean fits(Shape input, Shape sample) {
    return input.accepts(sample)
        || (input.isConcrete() && input.elementCount() == sample.elementCount());
  }

  private static long lastDimension(Shape shape) {
    return shape.rank() == 0 ? -1 : shape.dimension(shape.rank() - 1);
  }

  private static PlatformError refusal(Throwable failure) {
    PlatformError error = PlatformError.from(failure);
    if (error.code() != ErrorCode.INTERNAL) {
      return error;
    }
    return new PlatformError(
        ErrorCode.NODE_UNREACHABLE,
        "Expected model and datasets to answer, but " + failure.getMessage());
  }
}
