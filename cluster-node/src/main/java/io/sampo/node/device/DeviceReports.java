package io.sampo.node.device;

import io.sampo.node.catalog.CatalogPublisher;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where a device publishes its report. */
public interface DeviceReports {
  void publish(DeviceReport report);

  /** The device is gone in order. */
  void remove();

  /**
   * Into the distributed data of the cluster. Written with the time of day, so that a process that
   * took over the address of another is believed at once.
   */
  static DeviceReports inCluster(ActorSystem<?> system, NodeId node, Clock clock) {
    CatalogPublisher<DeviceReport> publisher =
        CatalogPublisher.byGossip(system, CatalogKeys.deviceReports(), node.address());
    return new DeviceReports() {
      @Override
      public void publish(DeviceReport report) {
        publisher.publish(report, clock.millis());
      }

      @Override
      public void remove() {
        publisher.remove();
      }
    };
  }
}
