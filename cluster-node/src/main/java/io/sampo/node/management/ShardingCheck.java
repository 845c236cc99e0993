package io.sampo.node.management;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.ClusterShardingHealthCheck;
import scala.jdk.javaapi.FutureConverters;

/**
 * Ready: the shard regions of the node have met their coordinator. Pekko's own check asks for
 * regions on every node and fails where there are only proxies, so it is asked on nodes with the
 * role {@code coordinator}.
 */
public final class ShardingCheck implements Supplier<CompletionStage<Boolean>> {
  private static final String ROLE = "coordinator";

  private final boolean hasRegions;
  private final Supplier<CompletionStage<Boolean>> regions;

  /** As Pekko Management makes it. */
  public ShardingCheck(ActorSystem system) {
    this(Cluster.get(system).selfMember().hasRole(ROLE), regionsOf(system));
  }

  ShardingCheck(boolean hasRegions, Supplier<CompletionStage<Boolean>> regions) {
    this.hasRegions = hasRegions;
    this.regions = requireNonNull(regions, "regions is null");
  }

  private static Supplier<CompletionStage<Boolean>> regionsOf(ActorSystem system) {
    ClusterShardingHealthCheck check = new ClusterShardingHealthCheck(system);
    return () -> FutureConverters.asJava(check.apply()).thenApply(Boolean.class::cast);
  }

  @Override
  public CompletionStage<Boolean> get() {
    if (!hasRegions) {
      return CompletableFuture.completedFuture(true);
    }
    try {
      return regions.get();
    } catch (RuntimeException notStarted) {
      // It throws as long as the regions are not there, at the very start of a node.
      return CompletableFuture.completedFuture(false);
    }
  }
}
