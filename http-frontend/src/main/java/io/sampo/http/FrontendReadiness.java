package io.sampo.http;

import static java.util.Objects.requireNonNull;

import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Whether the frontend of this node takes requests, as {@code /v2/health/ready} says it: its
 * catalog is filled and it is not stopping. For those who have nothing but the actor system.
 * Thread-safe.
 */
final class FrontendReadiness implements Extension {
  private static final Id ID = new Id();

  private static final class Id extends ExtensionId<FrontendReadiness> {
    @Override
    public FrontendReadiness createExtension(ActorSystem<?> system) {
      return new FrontendReadiness();
    }
  }

  private volatile BooleanSupplier ready = () -> false;

  /** That of this node. */
  static FrontendReadiness get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** The frontend is there from now on. */
  void ask(BooleanSupplier frontend) {
    ready = requireNonNull(frontend, "frontend is null");
  }

  boolean isReady() {
    return ready.getAsBoolean();
  }
}
