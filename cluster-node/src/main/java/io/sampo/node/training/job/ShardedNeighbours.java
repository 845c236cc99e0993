package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Asks the sharded entities of the cluster. */
final class ShardedNeighbours implements JobNeighbours {
  private final ClusterSharding sharding;
  private final Duration askTimeout;

  ShardedNeighbours(ActorSystem<?> system, Duration askTimeout) {
    this.sharding = ClusterSharding.get(requireNonNull(system, "system is null"));
    this.askTimeout = requireNonNull(askTimeout, "askTimeout is null");
  }

  @Override
  public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName model) {
    return sharding
        .entityRefFor(EntityKeys.MODEL, model.value())
        .ask(ModelProtocol.DescribeModel::new, askTimeout);
  }

  @Override
  public CompletionStage<Outcome<DatasetSummary>> describeDataset(DatasetName dataset) {
    return sharding
        .entityRefFor(EntityKeys.DATASET, dataset.value())
        .ask(DatasetProtocol.DescribeDataset::new, askTimeout);
  }

  @Override
  public CompletionStage<Outcome<ModelVersion>> addVersion(ModelName model, NewVersion version) {
    return sharding
        .entityRefFor(EntityKeys.MODEL, model.value())
        .ask(
            replyTo ->
                new ModelProtocol.AddVersion(
                    null,
                    version.artifact(),
                    version.bytes(),
                    version.signature(),
                    version.source(),
                    version.at(),
                    replyTo),
            askTimeout);
  }

  @Override
  public CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at) {
    return sharding
        .entityRefFor(EntityKeys.MODEL, version.model().value())
        .ask(
            replyTo -> new ModelProtocol.DeployVersion(version.version(), at, replyTo), askTimeout);
  }
}
