package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import java.time.Instant;
import java.util.List;

/**
 * All that the planning of replicas looks at.
 *
 * @param replicas those on nodes that can be reached
 * @param reports of the devices that can be reached
 * @param mayRebalance whether it is this model's turn to move a replica to an emptier node
 */
record Situation(
    ModelName model,
    Goal goal,
    List<KnownReplica> replicas,
    List<DeviceReport> reports,
    Setbacks setbacks,
    boolean mayRebalance,
    Instant now) {
  Situation {
    requireNonNull(model, "model is null");
    requireNonNull(goal, "goal is null");
    requireNonNull(setbacks, "setbacks is null");
    requireNonNull(now, "now is null");
    replicas = List.copyOf(replicas);
    reports = List.copyOf(reports);
  }

  ModelState state() {
    return goal.state();
  }
}
