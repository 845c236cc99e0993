package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.protocol.id.NodeId;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What a device needs from its node.
 *
 * @param applicationVersion of this process, as {@code major.minor.patch}
 * @param owners where the entity of a model is reached
 * @param nanoClock for how long things take, as {@link System#nanoTime}
 * @param exit what ends the process
 */
public record DeviceEnvironment(
    NodeId node,
    String applicationVersion,
    ModelEngine engine,
    ArtifactStore artifacts,
    ReplicaSettings replicaSettings,
    ReplicaOwners owners,
    DeviceReports reports,
    Clock clock,
    LongSupplier nanoClock,
    ProcessExit exit) {
  public DeviceEnvironment {
    requireNonNull(node, "node is null");
    requireNonNull(applicationVersion, "applicationVersion is null");
    requireNonNull(engine, "engine is null");
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(replicaSettings, "replicaSettings is null");
    requireNonNull(owners, "owners is null");
    requireNonNull(reports, "reports is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(nanoClock, "nanoClock is null");
    requireNonNull(exit, "exit is null");
  }
}
