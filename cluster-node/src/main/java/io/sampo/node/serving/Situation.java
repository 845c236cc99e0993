package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * All that the planning of replicas looks at.
 *
 * @param replicas those on nodes that can be reached
 * @param served versions that some deployment has asked for; their ready replicas are kept until
 *     others have taken over
 * @param reports of the devices that can be reached
 */
record Situation(
    ModelName model,
    ModelState state,
    List<KnownReplica> replicas,
    Set<VersionName> served,
    List<DeviceReport> reports,
    Setbacks setbacks,
    Instant now) {
  Situation {
    requireNonNull(model, "model is null");
    requireNonNull(state, "state is null");
    requireNonNull(setbacks, "setbacks is null");
    requireNonNull(now, "now is null");
    replicas = List.copyOf(replicas);
    served = Set.copyOf(served);
    reports = List.copyOf(reports);
  }
}
