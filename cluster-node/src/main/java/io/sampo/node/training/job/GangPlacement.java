package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.training.WorkerRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Where the workers of a job go: all or none, one on a node, first where the fewest workers and
 * replicas are and the most memory is left. Pure.
 *
 * @param range how many workers the job wants
 * @param bytes what each reserves
 */
record GangPlacement(WorkerRange range, long bytes) {
  private static final Comparator<DeviceReport> PREFERENCE =
      Comparator.comparingInt(DeviceReport::workers)
          .thenComparingInt(DeviceReport::replicas)
          .thenComparing(Comparator.comparingLong(DeviceReport::unreservedBytes).reversed())
          .thenComparing(report -> report.node().address());

  GangPlacement {
    requireNonNull(range, "range is null");
  }

  /**
   * @param nodes in rank order; empty if there is no place
   * @param reason why there is no place, for people; otherwise the empty string
   */
  record Choice(List<NodeId> nodes, String reason) {
    Choice {
      nodes = List.copyOf(nodes);
      requireNonNull(reason, "reason is null");
    }
  }

  Choice choose(Collection<DeviceReport> devices) {
    List<NodeId> fitting =
        devices.stream()
            .filter(device -> !device.draining() && device.unreservedBytes() >= bytes)
            .sorted(PREFERENCE)
            .map(DeviceReport::node)
            .limit(range.maximum())
            .toList();
    if (fitting.size() >= range.minimum()) {
      return new Choice(fitting, "");
    }
    return new Choice(
        List.of(),
        "Expected %d compute nodes with %d MiB free, but %d of %d have them"
            .formatted(range.minimum(), mebibytes(bytes), fitting.size(), devices.size()));
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
