package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.transfer.TransferProtocol;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * What routers need from their node.
 *
 * @param owners where the entity of a model is reached
 * @param available whether requests for a version are answered, now or as soon as a replica is
 *     ready
 * @param courier of this node, looked up when it is first needed
 * @param nanoTime as {@link System#nanoTime}
 */
public record RouterEnvironment(
    Function<ModelName, RecipientRef<ModelProtocol.Command>> owners,
    Predicate<ModelVersion> available,
    Supplier<ActorRef<TransferProtocol.Command>> courier,
    LongSupplier nanoTime) {

  public RouterEnvironment {
    requireNonNull(owners, "owners is null");
    requireNonNull(available, "available is null");
    requireNonNull(courier, "courier is null");
    requireNonNull(nanoTime, "nanoTime is null");
  }
}
