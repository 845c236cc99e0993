package io.sampo.node.serving;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceView;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeRoles;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** Puts the entities of models on the coordinators of the cluster. */
public final class ModelSharding {

  private ModelSharding() {}

  /**
   * Starts the shard region. Call once on every coordinator.
   *
   * @param directory of devices
   * @param view where the directory shows what it knows
   */
  public static void init(
      ActorSystem<?> system,
      ActorRef<DeviceDirectory.Command> directory,
      DeviceView view,
      ModelSettings settings,
      Clock clock) {
    ModelEnvironment environment =
        new ModelEnvironment(
            settings, directory, view, name -> ModelCatalog.inCluster(system, name), clock);
    ClusterSharding.get(system)
        .init(
            Entity.of(
                    EntityKeys.MODEL,
                    entity ->
                        ModelEntity.create(
                            new ModelName(entity.getEntityId()), environment, entity.getShard()))
                .withRole(NodeRoles.COORDINATOR)
                .withMessageExtractor(new HashCodeMessageExtractor<>(EntityKeys.SHARDS))
                .withSettings(
                    ClusterShardingSettings.create(system)
                        .withRole(NodeRoles.COORDINATOR)
                        .withRememberEntities(true)));
  }
}
