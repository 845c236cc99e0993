package io.sampo.node.serving;

import static java.util.stream.Collectors.toSet;

import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How many replicas each version of a model should have: the one place where demand is decided. A
 * version under check wants one; one that is deployed wants what its {@link VersionDemand} says,
 * within the deployment's bounds. Belongs to the model's owner; plain, time is always handed in.
 */
final class Demand {
  private final Map<VersionName, VersionDemand> versions = new HashMap<>();

  void loadReported(ReplicaLoad load, Instant now) {
    VersionDemand demand = versions.get(load.replica().modelVersion().version());
    if (demand != null) {
      demand.loadReported(load, now);
    }
  }

  void needed(VersionName version, Instant now) {
    VersionDemand demand = versions.get(version);
    if (demand != null) {
      demand.needed(now);
    }
  }

  /**
   * An owner that has just woken up finds a replica of its predecessor. It stays until its load
   * says otherwise, so that a failover takes nothing away.
   */
  void found(VersionName version, Instant now) {
    versions.computeIfAbsent(version, name -> new VersionDemand(0, now)).add(1, now);
  }

  /** A device has stopped a replica for the room of others. */
  void evicted(VersionName version) {
    VersionDemand demand = versions.get(version);
    if (demand != null) {
      demand.evicted();
    }
  }

  /** The latest loads of a version's replicas. */
  List<ReplicaLoad> loads(VersionName version) {
    VersionDemand demand = versions.get(version);
    return demand == null ? List.of() : demand.loads();
  }

  /**
   * Decides anew.
   *
   * @param replicas those on nodes that can be reached
   * @return what is wanted of each version, oldest first; versions without an entry are not wanted
   */
  Map<VersionName, Integer> wanted(ModelState state, List<KnownReplica> replicas, Instant now) {
    followDeployment(state, now);
    Map<VersionName, Integer> counts = new LinkedHashMap<>();
    for (VersionSummary version : state.versions()) {
      VersionName name = version.specification().name();
      if (version.state() == VersionState.CHECKING) {
        counts.put(name, 1);
      } else if (version.state() == VersionState.AVAILABLE && versions.containsKey(name)) {
        counts.put(name, evaluate(name, state, replicas, now));
      }
    }
    return counts;
  }

  private int evaluate(
      VersionName version, ModelState state, List<KnownReplica> replicas, Instant now) {
    return versions
        .get(version)
        .evaluate(
            state.deployment().scaling(),
            ids(replicas, version, KnownReplica::isAlive),
            ids(replicas, version, KnownReplica::isReady),
            now);
  }

  private static Set<ReplicaId> ids(
      List<KnownReplica> replicas, VersionName version, Predicate<KnownReplica> condition) {
    return replicas.stream()
        .filter(known -> known.version().equals(version))
        .filter(condition)
        .map(KnownReplica::id)
        .collect(toSet());
  }

  /** What versions that leave the deployment were asked for comes to those that stay in it. */
  private void followDeployment(ModelState state, Instant now) {
    Set<VersionName> deployed = state.deployment().weights().keySet();
    int leaving =
        versions.entrySet().stream()
            .filter(entry -> !deployed.contains(entry.getKey()))
            .mapToInt(entry -> entry.getValue().wanted())
            .sum();
    versions.keySet().retainAll(deployed);
    for (VersionName name : deployed) {
      VersionDemand demand = versions.computeIfAbsent(name, key -> new VersionDemand(0, now));
      if (leaving > 0) {
        demand.add((leaving + deployed.size() - 1) / deployed.size(), now);
      }
    }
  }
}
