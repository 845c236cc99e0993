package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.entity.Entities;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Single summaries as their entities give them. While an entity moves to another node the copy in
 * the catalog is shown instead, so that reading never waits for a failover. Stages fail with the
 * refusal if there is neither.
 */
final class Summaries {

  private final Entities entities;
  private final Catalog catalog;
  private final AdminSettings settings;

  Summaries(Entities entities, Catalog catalog, AdminSettings settings) {
    this.entities = requireNonNull(entities, "entities is null");
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  CompletionStage<ModelSummary> model(ModelName name) {
    Supplier<Optional<ModelSummary>> copy = () -> catalog.current().model(name.value());
    return entities
        .<ModelSummary>model(name, patience(copy), ModelProtocol.DescribeModel::new)
        .thenApply(outcome -> chosen(outcome, copy));
  }

  CompletionStage<JobSummary> job(JobId id) {
    Supplier<Optional<JobSummary>> copy = () -> catalog.current().job(id.value());
    return entities
        .<JobSummary>job(id, patience(copy), TrainingJobProtocol.DescribeJob::new)
        .thenApply(outcome -> chosen(outcome, copy));
  }

  CompletionStage<DatasetSummary> dataset(DatasetName name) {
    Supplier<Optional<DatasetSummary>> copy = () -> catalog.current().dataset(name.value());
    return entities
        .<DatasetSummary>dataset(name, patience(copy), DatasetProtocol.DescribeDataset::new)
        .thenApply(outcome -> chosen(outcome, copy));
  }

  private Duration patience(Supplier<? extends Optional<?>> copy) {
    return copy.get().isPresent() ? settings.readTimeout() : settings.answerTimeout();
  }

  private static <S> S chosen(Outcome<S> outcome, Supplier<Optional<S>> copy) {
    if (outcome.isRefused()
        && outcome.refusal().code().category() == ErrorCode.Category.DEPENDENCY) {
      return copy.get().orElseGet(outcome::orThrow);
    }
    return outcome.orThrow();
  }
}
