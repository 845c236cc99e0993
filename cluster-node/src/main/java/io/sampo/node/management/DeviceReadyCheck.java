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
 * Ready: the device of the node takes work. A node without the role {@code compute} has none and is
 * ready without.
 */
public final class DeviceReadyCheck implements Supplier<CompletionStage<Boolean>> {

  private final BooleanSupplier well;

  /** As Pekko Management makes it. */
  public DeviceReadyCheck(ActorSystem system) {
    this(
        Cluster.get(system).selfMember().hasRole(NodeRoles.COMPUTE),
        DeviceHealth.get(Adapter.toTyped(system)));
  }

  DeviceReadyCheck(boolean hasDevice, DeviceHealth device) {
    this.well = () -> !hasDevice || device.isReady();
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(well.getAsBoolean());
  }
}
