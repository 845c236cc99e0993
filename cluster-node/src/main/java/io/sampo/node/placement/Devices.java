package io.sampo.node.placement;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The devices that can be reached now and have reported. Immutable; never leaves its JVM.
 *
 * @param listed ordered by node address
 */
public record Devices(List<Listed> listed) {
  public static final Devices NONE = new Devices(List.of());

  /** One device. */
  public record Listed(ActorRef<DeviceProtocol.Command> device, DeviceReport report) {
    public Listed {
      requireNonNull(device, "device is null");
      requireNonNull(report, "report is null");
    }

    public NodeId node() {
      return report.node();
    }
  }

  public Devices {
    listed = List.copyOf(listed);
  }

  public Optional<Listed> find(NodeId node) {
    return listed.stream().filter(device -> device.node().equals(node)).findFirst();
  }

  public List<DeviceReport> reports() {
    return listed.stream().map(Listed::report).toList();
  }
}
