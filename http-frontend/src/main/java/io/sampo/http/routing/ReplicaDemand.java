package io.sampo.http.routing;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelProtocol;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * Tells the owner of a model that requests wait for a version without any replica: at once, and
 * every second while that is so. Not thread-safe; times are nanoseconds.
 */
final class ReplicaDemand {

  private static final long REPEAT = 1_000_000_000L;

  private final VersionName version;
  private final RecipientRef<ModelProtocol.Command> owner;
  private boolean needed;
  private long saidAt;

  ReplicaDemand(VersionName version, RecipientRef<ModelProtocol.Command> owner) {
    this.version = version;
    this.owner = owner;
  }

  /**
   * @param waiting how many requests wait while no replica is listed; 0 if one is
   */
  void update(int waiting, long now) {
    if (waiting > 0 && (!needed || now - saidAt >= REPEAT)) {
      saidAt = now;
      owner.tell(new ModelProtocol.ReplicaNeeded(version, waiting));
    }
    needed = waiting > 0;
  }
}
