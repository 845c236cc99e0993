package io.sampo.node.placement;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.util.Optional;
import java.util.Set;

/**
 * What the {@link DeviceDirectory} of this node knows right now, for those who decide something at
 * this moment and need more than they were told last: measurements change too often to be told to
 * everybody. Written by the directory, read from any thread.
 */
public final class DeviceView {

  /** How it stands with a process that was a node of the cluster. */
  public enum Fate {
    /** It is one still, or that is not known. */
    MEMBER,
    /** It left in order. */
    LEFT,
    /** It is none any more and has not left in order. */
    LOST
  }

  private record Content(Devices devices, Set<NodeId> members, Set<NodeId> departed) {}

  private volatile Content content = new Content(Devices.NONE, Set.of(), Set.of());

  /**
   * @param members all nodes of the cluster
   * @param departed nodes that have left in order
   */
  public void show(Devices devices, Set<NodeId> members, Set<NodeId> departed) {
    requireNonNull(devices, "devices is null");
    content = new Content(devices, Set.copyOf(members), Set.copyOf(departed));
  }

  /** The last report of a device that can be reached. */
  public Optional<DeviceReport> report(NodeId node) {
    return content.devices().find(node).map(Devices.Listed::report);
  }

  public Fate fate(NodeId node) {
    Content now = content;
    if (now.members().isEmpty() || now.members().contains(node)) {
      return Fate.MEMBER;
    }
    return now.departed().contains(node) ? Fate.LEFT : Fate.LOST;
  }
}
