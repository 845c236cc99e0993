package io.sampo.node.training.job;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every question and answers none. */
class SilentNeighbours implements JobNeighbours {
  @Override
  public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName model) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Outcome<DatasetSummary>> describeDataset(DatasetName dataset) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Outcome<ModelVersion>> addVersion(ModelName model, NewVersion version) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at) {
    return new CompletableFuture<>();
  }
}
