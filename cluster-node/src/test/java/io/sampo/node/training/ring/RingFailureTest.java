package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.ring.DataPlaneException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings with one member that misbehaves; the others must all say who. */
@Timeout(120)
class RingFailureTest {
  private static final Duration AMPLE = RingFixture.AMPLE;
  private static final int FLOATS = 400_000;

  /** Short for a deadline, but long against a pause of this JVM. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6})
  void everybodyNamesAMemberThatIsKilledInAFrame(int members) throws Exception {
    for (int culprit = 0; culprit < members; culprit++) {
      try (RingFixture fixture = new RingFixture()) {
        // given
        CraftedPeer peer = ringWith(fixture, members, culprit);
        List<AllReduce> rings = joined(fixture, peer, culprit, FLOATS);
        List<Future<ReducedStep>> running = reduceAll(fixture, rings, FLOATS, AMPLE);

        // when
        ByteBuffer frame = firstFrame(fixture.membership(culprit, 1, FLOATS), culprit);
        peer.writeFully(frame.limit(500));
        peer.close();

        // then
        assertAllFail(running, Reason.PEER_LOST, fixture, culprit);
      }
    }
  }

  @Test
  void everybodyNamesAMemberThatIsKilledBeforeItSendsAnything() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      CraftedPeer peer = ringWith(fixture, 4, 2);
      List<AllReduce> rings = joined(fixture, peer, 2, 100);

      // when
      peer.close();

      // then
      assertAllFail(reduceAll(fixture, rings, 100, AMPLE), Reason.PEER_LOST, fixture, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void everybodyNamesTheSilentMemberAtTheDeadline(int members) throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      int culprit = members - 1;
      CraftedPeer peer = ringWith(fixture, members, culprit);
      List<AllReduce> rings = joined(fixture, peer, culprit, FLOATS);

      // when
      List<Future<ReducedStep>> running = reduceAll(fixture, rings, FLOATS, LIMIT);

      // then
      assertAllFail(running, Reason.PEER_SILENT, fixture, culprit);
    }
  }

  @Test
  void givesUpOnAMemberThatFallsSilentInAStepLongBeforeTheDeadline() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      DataPlaneSettings settings = RingFixture.settings();
      RingDataPlane plane =
          fixture.addReal(
              new DataPlaneSettings(
                  settings.host(),
                  0,
                  settings.chunkBytes(),
                  0,
                  Duration.ofMillis(50),
                  Duration.ofMillis(500),
                  settings.helloLimit()));
      CraftedPeer peer = fixture.addCrafted();
      List<AllReduce> rings = joined(fixture, peer, 1, 100);

      // when
      Future<ReducedStep> running = reduce(fixture, rings.get(0), 1, 100, Duration.ofDays(1));
      peer.beat(fixture.membership(1, 1, 100), 1);

      // then
      DataPlaneException failure = RingFixture.failure(running);
      assertThat(failure.reason()).isEqualTo(Reason.PEER_SILENT);
      assertThat(failure.culprit()).contains(fixture.worker(1));
      assertThat(plane.counters().corruptFrames()).isZero();
    }
  }

  @Test
  void everybodyNamesTheSenderOfACorruptPayload() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      CraftedPeer peer = ringWith(fixture, 4, 1);
      List<AllReduce> rings = joined(fixture, peer, 1, FLOATS);
      List<Future<ReducedStep>> running = reduceAll(fixture, rings, FLOATS, AMPLE);

      // when
      ByteBuffer frame = firstFrame(fixture.membership(1, 1, FLOATS), 1);
      int place = FrameHeader.BYTES + 123;
      peer.writeFully(frame.put(place, (byte) (frame.get(place) ^ 4)));

      // then
      assertAllFail(running, Reason.CORRUPT_FRAME, fixture, 1);
      assertThat(fixture.plane(2).counters().corruptFrames()).isOne();
    }
  }

  @Test
  void namesTheSenderOfACorruptHeader() throws Exception {
    for (int bit = 0; bit < FrameHeader.BYTES * 8; bit += 13) {
      try (RingFixture fixture = new RingFixture()) {
        // given
        CraftedPeer peer = ringWith(fixture, 2, 1);
        List<AllReduce> rings = joined(fixture, peer, 1, 1000);
        Future<ReducedStep> running = reduce(fixture, rings.get(0), 1, 1000, AMPLE);

        // when
        ByteBuffer frame = firstFrame(fixture.membership(1, 1, 1000), 1);
        peer.writeFully(frame.put(bit / 8, (byte) (frame.get(bit / 8) ^ 1 << bit % 8)));

        // then
        DataPlaneException failure = RingFixture.failure(running);
        assertThat(failure.reason()).as("bit %d", bit).isEqualTo(Reason.CORRUPT_FRAME);
        assertThat(failure.culprit()).contains(fixture.worker(1));
      }
    }
  }

  @Test
  void everybodyStopsWhenOneMemberIsToldToStop() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given: a member that never answers keeps the others in the step
      CraftedPeer peer = ringWith(fixture, 4, 3);
      List<AllReduce> rings = joined(fixture, peer, 3, FLOATS);
      List<Future<ReducedStep>> running = reduceAll(fixture, rings, FLOATS, AMPLE);

      // when
      rings.get(1).abort();

      // then
      for (int rank = 0; rank < 3; rank++) {
        DataPlaneException failure = RingFixture.failure(running.get(rank));
        assertThat(failure.reason()).isEqualTo(Reason.ABORTED);
        if (rank == 1) {
          assertThat(failure.culprit()).isEmpty();
        } else {
          assertThat(failure.culprit()).contains(fixture.worker(1));
        }
      }
    }
  }

  @Test
  void failsEveryCallAfterAFailureInTheSameWay() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      CraftedPeer peer = ringWith(fixture, 2, 0);
      List<AllReduce> rings = joined(fixture, peer, 0, 100);
      peer.close();
      RingFixture.failure(reduce(fixture, rings.get(1), 1, 100, AMPLE));

      // when
      DataPlaneException again = RingFixture.failure(reduce(fixture, rings.get(1), 2, 100, AMPLE));

      // then
      assertThat(again.reason()).isEqualTo(Reason.PEER_LOST);
      assertThat(again.culprit()).contains(fixture.worker(0));
    }
  }

  @Test
  void stopsConnectingWhenToldTo() throws Exception {
    try (RingFixture fixture = RingFixture.of(2)) {
      // given
      AllReduce ring = fixture.open(0, 1, 100);

      // when
      Future<Void> connecting = fixture.start(() -> connected(ring, AMPLE));
      ring.abort();

      // then
      assertThat(RingFixture.failure(connecting).reason()).isEqualTo(Reason.ABORTED);
    }
  }

  @Test
  void namesAMemberThatDoesNotConnectInTime() throws Exception {
    try (RingFixture fixture = RingFixture.of(3)) {
      // given
      AllReduce first = fixture.open(0, 1, 100);
      AllReduce second = fixture.open(1, 1, 100);

      // when
      Future<Void> one = fixture.start(() -> connected(first, LIMIT));
      Future<Void> other = fixture.start(() -> connected(second, LIMIT));

      // then: rank 2 was to connect to rank 0 and to let rank 1 in
      for (Future<Void> connecting : List.of(one, other)) {
        DataPlaneException failure = RingFixture.failure(connecting);
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure.culprit()).contains(fixture.worker(2));
      }
    }
  }

  @Test
  void abortsWhatIsOpenWhenItsDataPlaneCloses() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      // given
      CraftedPeer peer = ringWith(fixture, 2, 1);
      List<AllReduce> rings = joined(fixture, peer, 1, 100);
      Future<ReducedStep> running = reduce(fixture, rings.get(0), 1, 100, AMPLE);

      // when
      fixture.plane(0).close();

      // then
      assertThat(RingFixture.failure(running).reason()).isEqualTo(Reason.ABORTED);
    }
  }

  private static CraftedPeer ringWith(RingFixture fixture, int members, int crafted)
      throws Exception {
    CraftedPeer peer = null;
    for (int rank = 0; rank < members; rank++) {
      if (rank == crafted) {
        peer = fixture.addCrafted();
      } else {
        fixture.addReal(RingFixture.settings());
      }
    }
    return peer;
  }

  /** Lets the crafted member join properly; generation 1. */
  private static List<AllReduce> joined(
      RingFixture fixture, CraftedPeer peer, int crafted, int floats) throws Exception {
    RingMembership self = fixture.membership(crafted, 1, floats);
    Future<Void> joining =
        fixture.start(
            () -> {
              peer.sayHello(self, Hello.of(self, RingFixture.CHUNK_BYTES).toBytes());
              peer.acceptPrevious();
              assertThat(peer.answer()).contains(Verdict.ACCEPTED);
              return null;
            });
    List<AllReduce> rings = fixture.connect(1, floats);
    RingFixture.get(joining);
    return rings;
  }

  private static Void connected(AllReduce ring, Duration limit) throws DataPlaneException {
    ring.connect(limit);
    return null;
  }

  private static List<Future<ReducedStep>> reduceAll(
      RingFixture fixture, List<AllReduce> rings, int floats, Duration limit) {
    List<Future<ReducedStep>> running = new ArrayList<>();
    for (AllReduce ring : rings) {
      if (ring != null) {
        running.add(reduce(fixture, ring, 1, floats, limit));
      }
    }
    return running;
  }

  private static Future<ReducedStep> reduce(
      RingFixture fixture, AllReduce ring, long step, int floats, Duration limit) {
    ByteBuffer gradient = RingFixture.zeros(floats);
    ByteBuffer staging = RingFixture.zeros(floats);
    return fixture.start(() -> ring.reduce(step, gradient, staging, limit));
  }

  /** What a proper member sends first in step 1: the first chunk of its own segment. */
  private static ByteBuffer firstFrame(RingMembership self, int rank) {
    int members = self.size();
    int from = (int) ((long) self.floatCount() * rank / members);
    int to = (int) ((long) self.floatCount() * (rank + 1) / members);
    float[] payload = new float[Math.min(to - from, RingFixture.CHUNK_BYTES / Float.BYTES)];
    return CraftedPeer.frame(CraftedPeer.data(self, self.generation(), 1), rank, 0, 0, payload);
  }

  private static void assertAllFail(
      List<Future<ReducedStep>> running, Reason reason, RingFixture fixture, int culprit)
      throws Exception {
    for (Future<ReducedStep> one : running) {
      DataPlaneException failure = RingFixture.failure(one);
      assertThat(failure.culprit()).as(failure.getMessage()).contains(fixture.worker(culprit));
      assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    }
  }
}
