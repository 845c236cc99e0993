package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.training.Checkpoint;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes a checkpoint the next version of a model. Doing it twice makes one version: a version of
 * the same source is found before another is added.
 */
final class Promoter {
  private final JobNeighbours neighbours;
  private final JobId job;

  Promoter(JobNeighbours neighbours, JobId job) {
    this.neighbours = requireNonNull(neighbours, "neighbours is null");
    this.job = requireNonNull(job, "job is null");
  }

  /** The stage never fails. */
  CompletionStage<Outcome<ModelVersion>> promote(
      ModelName model, Checkpoint checkpoint, Signature signature, Instant at) {
    String source = "job %s step %d".formatted(job, checkpoint.step());
    return neighbours
        .describeModel(model)
        .thenCompose(
            described ->
                existing(model, described, source)
                    .map(found -> completed(Outcome.of(found)))
                    .orElseGet(() -> add(model, checkpoint, signature, source, at)))
        .exceptionally(failure -> Outcome.refused(PlatformError.from(failure)));
  }

  private CompletionStage<Outcome<ModelVersion>> add(
      ModelName model, Checkpoint checkpoint, Signature signature, String source, Instant at) {
    return neighbours.addVersion(
        model,
        new JobNeighbours.NewVersion(
            checkpoint.module(), checkpoint.moduleBytes(), signature, source, at));
  }

  private static Optional<ModelVersion> existing(
      ModelName model, Outcome<ModelSummary> described, String source) {
    if (described.isRefused()) {
      // No such model yet: adding a version makes it.
      return Optional.empty();
    }
    return described.value().versions().stream()
        .map(version -> version.specification())
        .filter(version -> version.source().equals(source))
        .map(VersionSpecification::name)
        .map(name -> new ModelVersion(model, name))
        .findFirst();
  }

  private static <T> CompletionStage<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
