package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.http.admin.Membership.MemberView;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The cluster in JSON. The names of the fields are a promise to clients. */
final class ClusterJson {

  private ClusterJson() {}

  static ObjectNode of(List<MemberView> members, CatalogSnapshot catalog, Instant now) {
    ObjectNode json = JsonTree.object();
    json.set("members", JsonTree.array(members, ClusterJson::member));
    List<DeviceReport> devices =
        catalog.devices().values().stream()
            .sorted(Comparator.comparing(report -> report.node().address()))
            .toList();
    json.set("devices", JsonTree.array(devices, ClusterJson::device));
    Duration age = Duration.between(catalog.changedAt(), now);
    json.put("catalogAgeSeconds", Math.max(0, age.toMillis()) / 1000.0);
    json.put("catalogFilled", catalog.filled());
    return json;
  }

  private static ObjectNode member(MemberView member) {
    ObjectNode json = JsonTree.object();
    json.put("address", member.address());
    json.put("node", member.node());
    json.set("roles", JsonTree.texts(member.roles()));
    json.put("status", member.status());
    json.put("reachable", member.reachable());
    json.put("oldest", member.oldest());
    return json;
  }

  private static ObjectNode device(DeviceReport report) {
    ObjectNode json = JsonTree.object();
    json.put("node", report.node().address());
    json.put("device", report.device());
    json.put("capacityBytes", report.capacityBytes());
    json.put("reservedBytes", report.reservedBytes());
    json.put("freeBytes", report.freeBytes());
    json.put("replicas", report.replicas());
    json.put("workers", report.workers());
    json.put("applicationVersion", report.applicationVersion());
    json.put("zone", report.zone());
    json.put("draining", report.draining());
    return json;
  }
}
