package io.sampo.node.placement;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NODE_C;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class PlacementPolicyTest {

  @Test
  void prefersNodesWithoutTheModel() {
    List<DeviceReport> reports = List.of(report(NODE_A, 0, ""), report(NODE_B, 5, ""));

    var ranking = PlacementPolicy.rank(reports, 10, held(Map.of(NODE_A, 1)));

    assertThat(ranking.nodes()).containsExactly(NODE_B, NODE_A);
    assertThat(ranking.objections()).isEmpty();
  }

  @Test
  void prefersNodesWithFewerReplicasOfAnything() {
    List<DeviceReport> reports = List.of(report(NODE_A, 2, ""), report(NODE_B, 1, ""));

    assertThat(rank(reports)).containsExactly(NODE_B, NODE_A);
  }

  @Test
  void prefersZonesWithoutTheModel() {
    // given: a holds the model in the west, where b is as well
    List<DeviceReport> reports =
        List.of(report(NODE_A, 1, "west"), report(NODE_B, 1, "west"), report(NODE_C, 1, "east"));

    // when
    var ranking = PlacementPolicy.rank(reports, 10, held(Map.of(NODE_A, 1)));

    // then
    assertThat(ranking.nodes()).containsExactly(NODE_C, NODE_B, NODE_A);
  }

  @Test
  void prefersTheNewestApplicationVersionByNumberAndNotByLetter() {
    DeviceReport nine =
        new DeviceReport(
            NODE_A, "cpu", 100, 0, 0, 0, Instant.EPOCH, 0, 0, "1.9.0", "", false, false);
    DeviceReport ten =
        new DeviceReport(
            NODE_B, "cpu", 100, 0, 0, 0, Instant.EPOCH, 0, 0, "1.10.0", "", false, false);

    assertThat(rank(List.of(nine, ten))).containsExactly(NODE_B, NODE_A);
  }

  @Test
  void prefersTheMostRoomAmongEquals() {
    DeviceReport full =
        new DeviceReport(
            NODE_A, "cpu", 100, 80, 0, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, false);
    DeviceReport empty =
        new DeviceReport(
            NODE_B, "cpu", 100, 0, 0, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, false);

    assertThat(rank(List.of(full, empty))).containsExactly(NODE_B, NODE_A);
  }

  @Test
  void passesOverDrainingAndFullNodesAndSaysWhy() {
    // given
    DeviceReport draining =
        new DeviceReport(
            NODE_A, "cpu", 100, 0, 0, 0, Instant.EPOCH, 0, 0, "1.0.0", "", true, false);
    DeviceReport full =
        new DeviceReport(
            NODE_B, "cpu", 100, 95, 0, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, false);
    DeviceReport fitting =
        new DeviceReport(
            NODE_C, "cpu", 100, 90, 0, 0, Instant.EPOCH, 9, 9, "1.0.0", "", false, false);

    // when
    var ranking = PlacementPolicy.rank(List.of(draining, full, fitting), 10, node -> 0);

    // then
    assertThat(ranking.nodes()).containsExactly(NODE_C);
    assertThat(ranking.objections())
        .containsExactly(
            "Expected a device that takes replicas, but [node-a:17355] is draining",
            "Expected 10 free bytes on [node-b:17355], but only 5 of 100 are unreserved");
  }

  private static List<NodeId> rank(List<DeviceReport> reports) {
    return PlacementPolicy.rank(reports, 10, node -> 0).nodes();
  }

  private static ToIntFunction<NodeId> held(Map<NodeId, Integer> counts) {
    return node -> counts.getOrDefault(node, 0);
  }

  private static DeviceReport report(NodeId node, int replicas, String zone) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, replicas, 0, "1.0.0", zone, false, false);
  }
}
