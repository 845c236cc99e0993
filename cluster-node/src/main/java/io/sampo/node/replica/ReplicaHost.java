package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.health.ForwardWatches;
import io.sampo.protocol.id.NodeId;
import java.util.concurrent.Executor;

/**
 * What a node lends to its replicas.
 *
 * @param forwards runs forwards; shared by all replicas of the device
 * @param forwardThreads how many forwards one replica may have in flight
 * @param loads runs what reads and frees modules, so that loading one does not stall another
 * @param watches over every forward of every replica of the device
 */
public record ReplicaHost(
    NodeId node,
    ModelEngine engine,
    ArtifactStore artifacts,
    DeviceThreads forwards,
    int forwardThreads,
    Executor loads,
    ForwardWatches watches,
    ReplicaSettings settings) {
  public ReplicaHost {
    requireNonNull(node, "node is null");
    requireNonNull(engine, "engine is null");
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(forwards, "forwards is null");
    requireNonNull(loads, "loads is null");
    requireNonNull(watches, "watches is null");
    requireNonNull(settings, "settings is null");
    if (forwardThreads < 1) {
      throw new IllegalArgumentException(
          "Expected forwardThreads of 1 or more, but was [" + forwardThreads + "]");
    }
  }
}
