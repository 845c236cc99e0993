package io.sampo.node.device;

import io.sampo.node.telemetry.NodeMetrics;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Instant;
import java.util.List;

/** Says how a device is, to the cluster and in metrics. Runs in the thread of the device. */
record DeviceReporter(
    DeviceSettings settings,
    DeviceEnvironment environment,
    ReservationLedger ledger,
    ReplicaDesk replicas,
    HostedWorkers workers,
    DeviceDrain drain,
    StuckDevice stuck) {

  void report() {
    NodeMetrics.recordReservedBytes(ledger.reservedBytes());
    List<EvictionPolicy.Candidate> evictable = replicas.evictable();
    environment
        .reports()
        .publish(
            new DeviceReport(
                environment.node(),
                settings.name(),
                settings.capacityBytes(),
                ledger.reservedBytes(),
                FreeMemory.bytes(),
                evictable.stream().mapToLong(EvictionPolicy.Candidate::bytes).sum(),
                evictable.isEmpty() ? Instant.EPOCH : evictable.get(0).lastUsed(),
                replicas.size(),
                workers.size(),
                environment.applicationVersion(),
                settings.zone(),
                drain.isUnderWay(),
                stuck.isDeclared()));
  }
}
