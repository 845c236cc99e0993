package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.NodeId;
import java.time.Instant;

/** A process that died while it loaded an artifact; two of them keep the artifact off devices. */
public record NodeDeath(ArtifactHash artifact, NodeId node, Instant at) implements WireMessage {
  public NodeDeath {
    requireNonNull(artifact, "artifact is null");
    requireNonNull(node, "node is null");
    requireNonNull(at, "at is null");
  }
}
