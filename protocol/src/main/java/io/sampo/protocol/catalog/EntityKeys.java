package io.sampo.protocol.catalog;

import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.TrainingJobProtocol;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The sharded entities of a cluster. Entity ids are the names as strings. */
public final class EntityKeys {
  /** Frozen: changing it needs a full restart of a cluster. */
  public static final int SHARDS = 64;

  public static final EntityTypeKey<ModelProtocol.Command> MODEL =
      EntityTypeKey.create(ModelProtocol.Command.class, "model");

  public static final EntityTypeKey<TrainingJobProtocol.Command> TRAINING_JOB =
      EntityTypeKey.create(TrainingJobProtocol.Command.class, "training-job");

  public static final EntityTypeKey<DatasetProtocol.Command> DATASET =
      EntityTypeKey.create(DatasetProtocol.Command.class, "dataset");

  private EntityKeys() {}
}
