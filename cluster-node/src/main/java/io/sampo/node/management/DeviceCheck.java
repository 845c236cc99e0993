package io.sampo.node.management;

import io.sampo.protocol.id.NodeRoles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;

/** A question to the device of the node. Who has none, by its roles, passes. */
abstract class DeviceCheck implements Supplier<CompletionStage<Boolean>> {

  private final BooleanSupplier well;

  DeviceCheck(ActorSystem system, Predicate<DeviceHealth> question) {
    this(
        Cluster.get(system).selfMember().hasRole(NodeRoles.COMPUTE),
        DeviceHealth.get(Adapter.toTyped(system)),
        question);
  }

  DeviceCheck(boolean hasDevice, DeviceHealth device, Predicate<DeviceHealth> question) {
    this.well = () -> !hasDevice || question.test(device);
  }

  @Override
  public final CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(well.getAsBoolean());
  }
}
