package io.sampo.node.placement;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.pekko.util.Version;

/**
 * Ranks nodes for one more replica (or worker). Reports may be a second old, so the ranking is a
 * guess that the device confirms or refuses. In order: spread of the same model, fewest replicas,
 * spread over zones, newest application version, most room. Nodes that have room only if replicas
 * go that are idle and can be spared come last, those first whose replicas are unused the longest:
 * so the cluster comes near to one list of least recently used replicas.
 */
public final class PlacementPolicy {

  /**
   * @param nodes that have room, best first
   * @param evicting nodes that have room if idle replicas go for it, best first
   * @param objections why the others may not be asked, one sentence each
   */
  public record Ranking(List<NodeId> nodes, List<NodeId> evicting, List<String> objections) {
    public Ranking {
      nodes = List.copyOf(nodes);
      evicting = List.copyOf(evicting);
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
    return rank(reports, bytes, held, node -> false);
  }

  /**
   * @param full nodes that have just said that they have no room, whatever their last report said
   */
  public static Ranking rank(
      Collection<DeviceReport> reports,
      long bytes,
      ToIntFunction<NodeId> held,
      Predicate<NodeId> full) {
    List<DeviceReport> roomy = new ArrayList<>();
    List<DeviceReport> evicting = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (DeviceReport report : reports) {
      boolean hasRoom = report.unreservedBytes() >= bytes;
      if (report.draining() || report.stuck()) {
        objections.add(closing(report));
      } else if (hasRoom && !full.test(report.node())) {
        roomy.add(report);
      } else if (report.evictableBytes() > 0
          && report.unreservedBytes() + report.evictableBytes() >= bytes) {
        evicting.add(report);
      } else if (!hasRoom) {
        objections.add(tooFull(report, bytes));
      }
    }
    roomy.sort(order(reports, held));
    evicting.sort(
        Comparator.<DeviceReport>comparingInt(report -> held.applyAsInt(report.node()))
            .thenComparing(DeviceReport::evictableSince)
            .thenComparing(order(reports, held)));
    return new Ranking(nodes(roomy), nodes(evicting), objections);
  }

  private static List<NodeId> nodes(List<DeviceReport> reports) {
    return reports.stream().map(DeviceReport::node).toList();
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

  private static String closing(DeviceReport report) {
    return "Expected a device that takes replicas, but [%s] %s"
        .formatted(report.node(), report.stuck() ? "is stuck" : "is draining");
  }

  private static String tooFull(DeviceReport report, long bytes) {
    String numbers =
        "Expected %d free bytes on [%s], but only %d of %d are unreserved"
            .formatted(bytes, report.node(), report.unreservedBytes(), report.capacityBytes());
    return report.evictableBytes() == 0
        ? numbers
        : numbers + " and %d more could be evicted".formatted(report.evictableBytes());
  }
}
