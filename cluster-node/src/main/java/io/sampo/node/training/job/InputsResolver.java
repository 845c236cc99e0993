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
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.training.JobSpecification;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what a job's names stand for and says whether they fit one another. Asks model and datasets
 * at the same time.
 */
final class InputsResolver {
  private final JobNeighbours neighbours;

  InputsResolver(JobNeighbours neighbours) {
    this.neighbours = requireNonNull(neighbours, "neighbours is null");
  }

  /**
   * All that is wrong with a job is in one refusal, under the code of what was found first. The
   * stage never fails: whoever does not answer makes a refusal of category DEPENDENCY.
   */
  CompletionStage<Outcome<JobInputs>> resolve(JobSpecification job) {
    CompletionStage<Outcome<VersionSpecification>> model =
        answered(
            neighbours
                .describeModel(job.model().model())
                .thenApply(answer -> available(job.model(), answer.orThrow())));
    CompletionStage<Outcome<DatasetSummary>> dataset = describe(job.dataset());
    boolean alone = job.evaluationDataset() == null;
    CompletionStage<Outcome<DatasetSummary>> evaluation =
        alone ? dataset : describe(job.evaluationDataset());
    return model.thenCombine(
        dataset.thenCombine(evaluation, List::of),
        (version, data) ->
            together(
                job, version, data.get(0), alone ? Optional.empty() : Optional.of(data.get(1))));
  }

  private static Outcome<JobInputs> together(
      JobSpecification job,
      Outcome<VersionSpecification> model,
      Outcome<DatasetSummary> dataset,
      Optional<Outcome<DatasetSummary>> evaluation) {
    List<PlatformError> faults =
        Stream.concat(Stream.of(model, dataset), evaluation.stream())
            .filter(Outcome::isRefused)
            .map(Outcome::refusal)
            .toList();
    if (!faults.isEmpty()) {
      return Outcome.refused(inOne(faults));
    }
    JobInputs inputs =
        new JobInputs(model.value(), dataset.value(), evaluation.map(Outcome::value).orElse(null));
    List<PlatformError> misfits = InputsFit.misfits(job, inputs);
    return misfits.isEmpty() ? Outcome.of(inputs) : Outcome.refused(inOne(misfits));
  }

  private static PlatformError inOne(List<PlatformError> faults) {
    String messages =
        faults.stream().map(PlatformError::message).distinct().collect(Collectors.joining("; "));
    return new PlatformError(faults.get(0).code(), messages);
  }

  private CompletionStage<Outcome<DatasetSummary>> describe(DatasetName name) {
    return answered(neighbours.describeDataset(name).thenApply(Outcome::orThrow));
  }

  private static <T> CompletionStage<Outcome<T>> answered(CompletionStage<T> stage) {
    return stage.thenApply(Outcome::of).exceptionally(failure -> Outcome.refused(refusal(failure)));
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
