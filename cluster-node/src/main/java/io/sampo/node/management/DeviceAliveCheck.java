package io.sampo.node.management;

import io.sampo.protocol.id.NodeRoles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;

/**
 * Alive: the device of the node is heard, or the process may still end by itself because of it. A
 * device that computes for long, drains or has just got stuck is no reason to kill the process.
 */
public final class DeviceAliveCheck implements Supplier<CompletionStage<Boolean>> {

  private final BooleanSupplier well;

  /** As Pekko Management makes it. */
  public DeviceAliveCheck(ActorSystem system) {
    this(
        Cluster.get(system).selfMember().hasRole(NodeRoles.COMPUTE),
        DeviceHealth.get(Adapter.toTyped(system)));
  }

  DeviceAliveCheck(boolean hasDevice, DeviceHealth device) {
    this.well = () -> !hasDevice || device.isAlive();
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(well.getAsBoolean());
  }
}
