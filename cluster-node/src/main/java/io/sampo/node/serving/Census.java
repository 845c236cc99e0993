package io.sampo.node.serving;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.DeviceReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells the replicas of a situation apart. A replica is <em>lasting</em> if it is alive and may
 * stay: not on a node that drains or is stuck, and not outdated. The others are <em>leaving</em>;
 * they serve until lasting ones have taken their places.
 */
final class Census {
  private final Situation situation;
  private final Map<NodeId, DeviceReport> reports = new HashMap<>();
  private final Set<NodeId> closing;

  Census(Situation situation) {
    this.situation = situation;
    situation.reports().forEach(report -> reports.put(report.node(), report));
    this.closing =
        situation.reports().stream()
            .filter(report -> report.draining() || report.stuck())
            .map(DeviceReport::node)
            .collect(Collectors.toSet());
  }

  List<KnownReplica> lasting(VersionName version) {
    return of(version, this::isLasting);
  }

  List<KnownReplica> ready(VersionName version) {
    return of(version, KnownReplica::isReady);
  }

  long countLastingAndReady(VersionName version) {
    return of(version, known -> isLastingAndReady(known)).size();
  }

  /** Ready ones that are only to be renewed; there is no haste. */
  long countOutdatedAndReady(VersionName version) {
    return of(version, known -> known.isReady() && isOutdated(known) && !isOnClosingNode(known))
        .size();
  }

  List<KnownReplica> of(VersionName version, Predicate<KnownReplica> condition) {
    return situation.replicas().stream()
        .filter(known -> known.version().equals(version))
        .filter(condition)
        .toList();
  }

  boolean isLasting(KnownReplica known) {
    return known.isAlive() && !isOnClosingNode(known) && !isOutdated(known);
  }

  boolean isLastingAndReady(KnownReplica known) {
    return known.isReady() && isLasting(known);
  }

  boolean isOnClosingNode(KnownReplica known) {
    return closing.contains(known.node());
  }

  boolean isOutdated(KnownReplica known) {
    return known.id().incarnation() <= situation.goal().outdatedUpTo();
  }

  /** Replicas of this model on the node, whatever their state: they are spread. */
  int heldBy(NodeId node) {
    return (int) situation.replicas().stream().filter(known -> known.node().equals(node)).count();
  }

  /** Everything on the node, as it last reported. */
  int occupantsOf(NodeId node) {
    DeviceReport report = reports.get(node);
    return report == null ? 0 : report.replicas() + report.workers();
  }

  String zoneOf(NodeId node) {
    DeviceReport report = reports.get(node);
    return report == null ? "" : report.zone();
  }

  /** Whether replicas share a node. */
  static boolean isCrowded(List<KnownReplica> replicas) {
    return replicas.stream().map(KnownReplica::node).distinct().count() < replicas.size();
  }
}
