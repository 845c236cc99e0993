package io.sampo.http;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeRoles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;

/**
 * Ready, for {@code /ready} of Pekko Management: the frontend of the node would say so itself at
 * {@code /v2/health/ready}. A node without the role {@code frontend} is ready without one.
 */
public final class FrontendCheck implements Supplier<CompletionStage<Boolean>> {

  private final boolean hasFrontend;
  private final BooleanSupplier ready;

  /** As Pekko Management makes it. */
  public FrontendCheck(ActorSystem system) {
    this(
        Cluster.get(system).selfMember().hasRole(NodeRoles.FRONTEND),
        FrontendReadiness.get(Adapter.toTyped(system))::isReady);
  }

  FrontendCheck(boolean hasFrontend, BooleanSupplier ready) {
    this.hasFrontend = hasFrontend;
    this.ready = requireNonNull(ready, "ready is null");
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(!hasFrontend || ready.getAsBoolean());
  }
}
