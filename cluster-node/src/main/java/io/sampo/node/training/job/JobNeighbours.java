package io.sampo.node.training.job;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * The other entities that a job talks to. Never blocks; a stage that fails says that nobody
 * answered in time.
 */
interface JobNeighbours {
  CompletionStage<Outcome<ModelSummary>> describeModel(ModelName model);

  CompletionStage<Outcome<DatasetSummary>> describeDataset(DatasetName dataset);

  /** A version before it has a name. */
  record NewVersion(
      ArtifactHash artifact, long bytes, Signature signature, String source, Instant at) {}

  /** Adds a version with the next number. */
  CompletionStage<Outcome<ModelVersion>> addVersion(ModelName model, NewVersion version);

  /**
   * Has the version take over the requests of its model as soon as it is available. Said again it
   * changes nothing. Answered with the model as it is then.
   */
  CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at);
}
