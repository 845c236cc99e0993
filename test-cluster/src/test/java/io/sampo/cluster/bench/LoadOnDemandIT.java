package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.Profile;
import org.junit.jupiter.api.Test;

/** Four times as many models as fit on two nodes: each request is answered nevertheless. */
class LoadOnDemandIT {
  private static final int MODELS = 24;
  private static final int NODES = 2;
  private static final int ROOM_PER_NODE = 3;
  private static final int REQUESTS = 200;
  private static final double LEAST_SHARE_OF_IDEAL = 0.6;

  /** All that fit are in use within the two seconds that a replica may be idle otherwise. */
  private static final String QUICK_EVICTION = "sampo.device.eviction.idle-after = 200ms";

  @Test
  void modelsTakeTurnsInRoomThatDoesNotHoldAll() {
    // given
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(NODES)
            .profile(Profile.MODERATE)
            .quickStart()
            .settings(LoadOnDemand.settings(ROOM_PER_NODE) + "\n" + QUICK_EVICTION)
            .onEvent(System.out::println)
            .start()) {
      int room = NODES * ROOM_PER_NODE;

      // when
      LoadOnDemand.Result result =
          new LoadOnDemand(MODELS, room, REQUESTS, 2).run(BenchCluster.of(cluster));

      // then
      System.out.println(result);
      assertThat(result.load().counts().failed()).as(result.toString()).isZero();
      assertThat(result.load().counts().ok()).isGreaterThanOrEqualTo(REQUESTS);
      assertThat(result.resident()).isBetween(1, room);
      assertThat(result.loads()).as("loads beyond the room, for evictions").isGreaterThan(room);
      assertThat(result.shareOfIdeal()).isGreaterThanOrEqualTo(LEAST_SHARE_OF_IDEAL);
    }
  }
}
