package io.sampo.node;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.id.NodeRoles;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The way to all entities of the cluster, on a node that hosts none. */
final class EntityProxies {
  private EntityProxies() {}

  /** Call once on a node without the role of those who host them. */
  static void init(ActorSystem<?> system) {
    List.of(EntityKeys.MODEL, EntityKeys.DATASET, EntityKeys.TRAINING_JOB)
        .forEach(key -> startProxy(system, key));
  }

  private static <C> void startProxy(ActorSystem<?> system, EntityTypeKey<C> key) {
    ClusterSharding.get(system)
        .init(Entity.of(key, hosted -> Behaviors.<C>empty()).withRole(NodeRoles.COORDINATOR));
  }
}
