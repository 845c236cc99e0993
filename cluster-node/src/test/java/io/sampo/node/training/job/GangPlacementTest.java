package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.training.WorkerRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GangPlacementTest {
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void takesAsManyNodesAsTheJobWantsAndTheFreestFirst() {
    // given
    GangPlacement placement = new GangPlacement(new WorkerRange(1, 2), 10 * MEBIBYTE);

    // when
    GangPlacement.Choice choice =
        placement.choose(
            List.of(device(1, 20, 1, false), device(2, 30, 0, false), device(3, 90, 0, false)));

    // then
    assertThat(choice.nodes()).containsExactly(JobSamples.node(3), JobSamples.node(2));
    assertThat(choice.reason()).isEmpty();
  }

  @Test
  void takesNoneWhereFewerThanTheMinimumFit() {
    // given
    GangPlacement placement = new GangPlacement(new WorkerRange(2, 3), 10 * MEBIBYTE);

    // when
    GangPlacement.Choice choice =
        placement.choose(
            List.of(device(1, 5, 0, false), device(2, 30, 0, true), device(3, 30, 0, false)));

    // then
    assertThat(choice.nodes()).isEmpty();
    assertThat(choice.reason())
        .isEqualTo("Expected 2 compute nodes with 10 MiB free, but 1 of 3 have them");
  }

  private static DeviceReport device(int index, long freeMebibytes, int workers, boolean draining) {
    long free = freeMebibytes * MEBIBYTE;
    return new DeviceReport(
        JobSamples.node(index),
        "cpu",
        free,
        0,
        free,
        0,
        Instant.EPOCH,
        0,
        workers,
        "1.0.0",
        "",
        draining,
        false);
  }
}
