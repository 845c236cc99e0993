package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import java.time.Instant;

/** A replica that a node was asked to load, of which it is not known how that ended. */
public record LoadAttempt(ReplicaId replica, ArtifactHash artifact, NodeId node, Instant at)
    implements WireMessage {
  public LoadAttempt {
    requireNonNull(replica, "replica is null");
    requireNonNull(artifact, "artifact is null");
    requireNonNull(node, "node is null");
    requireNonNull(at, "at is null");
  }
}
