package io.sampo.node.placement;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.pekko.util.Version;

/**
 * Ranks nodes for one more replica (or worker). Reports may be a second old, so the ranking is a
 * guess that the device confirms or refuses. In order: spread of the same model, fewest replicas,
 * spread over zones, newest application version, most room.
 */
public final class PlacementPolicy {

  /**
   * @param nodes that may be asked, best first
   * @param objections why the others may not, one sentence each
   */
  public record Ranking(List<NodeId> nodes, List<String> objections) {
    public Ranking {
      nodes = List.copyOf(nodes);
      objections = List.copyOf(objections);
    }
  }

  private PlacementPolicy() {}

  /**
   * @param bytes that would be reserved
   * @param held how many replicas of the same model a node already holds or was asked to hold
   */
  public static Ranking rank(
      Collection<DeviceReport> reports, long bytes, ToIntFunction<NodeId> held) {
    List<DeviceReport> suitable = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (DeviceReport report : reports) {
      if (report.draining()) {
        objections.add(
            "Expected a device that takes replicas, but [%s] is draining".formatted(report.node()));
      } else if (report.unreservedBytes() < bytes) {
        objections.add(tooFull(report, bytes));
      } else {
        suitable.add(report);
      }
    }
    suitable.sort(order(reports, held));
    return new Ranking(suitable.stream().map(DeviceReport::node).toList(), objections);
  }

  private static Comparator<DeviceReport> order(
      Collection<DeviceReport> reports, ToIntFunction<NodeId> held) {
    Map<String, Integer> heldInZone = new HashMap<>();
    for (DeviceReport report : reports) {
      heldInZone.merge(report.zone(), held.applyAsInt(report.node()), Integer::sum);
    }
    return Comparator.<DeviceReport>comparingInt(report -> held.applyAsInt(report.node()))
        .thenComparingInt(report -> report.replicas() + report.workers())
        .thenComparingInt(report -> heldInZone.get(report.zone()))
        .thenComparing(
            report -> new Version(report.applicationVersion()), Comparator.reverseOrder())
        .thenComparing(Comparator.comparingLong(DeviceReport::unreservedBytes).reversed())
        // Only so that equal nodes are ranked alike everywhere.
        .thenComparing(report -> report.node().address());
  }

  private static String tooFull(DeviceReport report, long bytes) {
    return "Expected %d free bytes on [%s], but only %d of %d are unreserved"
        .formatted(bytes, report.node(), report.unreservedBytes(), report.capacityBytes());
  }
}
