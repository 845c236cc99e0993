package io.sampo.node.training.ring;

import static io.sampo.node.training.ring.CraftedPeer.data;
import static io.sampo.node.training.ring.CraftedPeer.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.ring.DataPlaneException.Reason;
import io.sampo.protocol.id.JobId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One real member, rank 0, and one that the test plays, rank 1, in generation 5 with four floats.
 * Rank 0 sends floats 0 and 1, gets 2 and 3, adds, and gives those back.
 */
@Timeout(60)
class RingFramesTest {
  private static final long GENERATION = 5;
  private static final int FLOATS = 4;

  private final ByteBuffer gradient = RingFixture.direct(1, 2, 3, 4);
  private final ByteBuffer staging = RingFixture.zeros(FLOATS);
  private RingFixture fixture;
  private RingDataPlane plane;
  private CraftedPeer peer;
  private RingMembership self;

  @BeforeEach
  void startBoth() throws Exception {
    fixture = new RingFixture();
    plane = fixture.addReal(RingFixture.settings());
    peer = fixture.addCrafted();
    self = fixture.membership(1, GENERATION, FLOATS);
  }

  @AfterEach
  void stopBoth() {
    fixture.close();
  }

  @Test
  void speaksAsDocumented() throws Exception {
    // given
    AllReduce ring = join();

    // when
    Future<ReducedStep> running = reduce(ring, 1, RingFixture.AMPLE);
    answer(1, 30, 40);

    // then
    assertThat(RingFixture.get(running).step()).isEqualTo(1);
    assertThat(RingFixture.floats(staging)).containsExactly(11, 22, 33, 44);
  }

  @Test
  void dropsAndCountsFramesOfEarlierGenerationsAndSteps() throws Exception {
    // given
    AllReduce ring = join();
    Future<ReducedStep> first = reduce(ring, 7, RingFixture.AMPLE);
    answer(7, 30, 40);
    RingFixture.get(first);

    // when
    Future<ReducedStep> second = reduce(ring, 8, RingFixture.AMPLE);
    peer.writeFully(frame(data(self, GENERATION, 7), 1, 0, 0, 30, 40));
    peer.writeFully(frame(data(self, GENERATION, 7), 0, 1, 0, 11, 22));
    peer.writeFully(frame(data(self, GENERATION - 1, 8), 1, 0, 0, 999, 999));
    peer.writeFully(frame(data(self, GENERATION - 1, 900), 1, 0, 0, 1, 2, 3));
    answer(8, 100, 200);

    // then
    RingFixture.get(second);
    assertThat(RingFixture.floats(staging)).containsExactly(11, 22, 103, 204);
    assertThat(plane.counters().staleFrames()).isEqualTo(4);
  }

  @Test
  void leavesFramesOfTheNextStepUntilItGetsThere() throws Exception {
    // given
    AllReduce ring = join();

    // when: everything of both steps is sent before the first begins
    peer.writeFully(frame(data(self, GENERATION, 1), 1, 0, 0, 30, 40));
    peer.writeFully(frame(data(self, GENERATION, 1), 0, 1, 0, 11, 22));
    peer.writeFully(frame(data(self, GENERATION, 2), 1, 0, 0, 50, 60));
    peer.writeFully(frame(data(self, GENERATION, 2), 0, 1, 0, 12, 23));
    RingFixture.get(reduce(ring, 1, RingFixture.AMPLE));
    float[] afterFirst = RingFixture.floats(staging);
    RingFixture.get(reduce(ring, 2, RingFixture.AMPLE));

    // then
    assertThat(afterFirst).containsExactly(11, 22, 33, 44);
    assertThat(RingFixture.floats(staging)).containsExactly(12, 23, 53, 64);
  }

  @Test
  void neverTakesALaterStepForThePresentOne() throws Exception {
    // given
    AllReduce ring = join();

    // when
    peer.writeFully(frame(data(self, GENERATION, 2), 1, 0, 0, 50, 60));
    peer.writeFully(frame(data(self, GENERATION, 2), 0, 1, 0, 12, 23));
    Future<ReducedStep> running = reduce(ring, 1, Duration.ofMillis(300));

    // then
    assertThat(RingFixture.failure(running).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(plane.counters().staleFrames()).isZero();
  }

  @Test
  void neverTakesALaterGenerationForThePresentOne() throws Exception {
    // given
    AllReduce ring = join();

    // when
    peer.writeFully(frame(data(self, GENERATION + 1, 1), 1, 0, 0, 50, 60));
    Future<ReducedStep> running = reduce(ring, 1, Duration.ofMillis(300));

    // then
    assertThat(RingFixture.failure(running).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void endsTheGenerationOnAChunkThatCameAlready() throws Exception {
    AllReduce ring = join();
    peer.writeFully(frame(data(self, GENERATION, 1), 1, 0, 0, 30, 40));
    peer.writeFully(frame(data(self, GENERATION, 1), 1, 0, 0, 30, 40));
    assertViolation(ring);
  }

  @Test
  void endsTheGenerationOnAChunkOutOfOrder() throws Exception {
    AllReduce ring = join();
    peer.writeFully(frame(data(self, GENERATION, 1), 0, 1, 0, 11, 22));
    assertViolation(ring);
  }

  @Test
  void endsTheGenerationOnAChunkOfAnotherLength() throws Exception {
    AllReduce ring = join();
    peer.writeFully(frame(data(self, GENERATION, 1), 1, 0, 0, 30));
    assertViolation(ring);
  }

  @Test
  void endsTheGenerationOnAFrameThatIsLongerThanAChunk() throws Exception {
    AllReduce ring = join();
    float[] tooLong = new float[RingFixture.CHUNK_BYTES / Float.BYTES + 1];
    peer.writeFully(frame(data(self, GENERATION - 1, 1), 1, 0, 0, tooLong));
    assertViolation(ring);
  }

  @Test
  void endsTheGenerationOnAFrameOfAnotherJob() throws Exception {
    AllReduce ring = join();
    RingMembership other = member(new JobId("job-2"), RingFixture.TOKEN, GENERATION);
    peer.writeFully(frame(data(other, GENERATION, 1), 1, 0, 0, 30, 40));
    assertViolation(ring);
  }

  @Test
  void refusesAWrongTokenAndThenLetsTheRightOneIn() throws Exception {
    // given
    AllReduce ring = fixture.open(0, GENERATION, FLOATS);

    // when
    Optional<Verdict> wrong =
        peer.greet(member(RingFixture.JOB, RingFixture.TOKEN + "x", GENERATION));
    Optional<Verdict> stale = peer.greet(member(RingFixture.JOB, RingFixture.TOKEN, 4));
    Optional<Verdict> right = peer.greet(self);

    // then
    assertThat(wrong).contains(Verdict.WRONG_TOKEN);
    assertThat(stale).contains(Verdict.STALE_GENERATION);
    assertThat(right).contains(Verdict.ACCEPTED);
    assertThat(plane.counters().refusedHellos()).isEqualTo(2);
    ring.abort();
  }

  @Test
  void refusesWhatIsNoHello() throws Exception {
    Optional<Verdict> answer = peer.greet(self, ByteBuffer.allocate(Hello.BYTES));
    assertThat(answer).contains(Verdict.UNKNOWN);
    assertThat(plane.counters().refusedHellos()).isOne();
  }

  @Test
  void refusesASecondConnectionOfAMemberThatIsConnected() throws Exception {
    join();
    assertThat(peer.greet(self)).contains(Verdict.TAKEN);
  }

  @Test
  void saysThatTheNextMemberRefused() throws Exception {
    // given: rank 1 is real this time, and of another opinion about the length
    try (RingFixture both = RingFixture.of(2)) {
      AllReduce first = both.open(0, 1, 100);
      both.open(1, 1, 101);

      // when
      Future<Void> connecting =
          both.start(
              () -> {
                first.connect(RingFixture.AMPLE);
                return null;
              });

      // then
      DataPlaneException failure = RingFixture.failure(connecting);
      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure.culprit()).contains(both.worker(1));
      assertThat(failure).hasMessageContaining("WRONG_SHAPE");
    }
  }

  private RingMembership member(JobId job, String token, long generation) {
    return new RingMembership(job, token, generation, self.members(), 1, FLOATS);
  }

  private AllReduce join() throws Exception {
    AllReduce ring = fixture.open(0, GENERATION, FLOATS);
    assertThat(peer.greet(self)).contains(Verdict.ACCEPTED);
    Future<Void> connecting =
        fixture.start(
            () -> {
              ring.connect(RingFixture.AMPLE);
              return null;
            });
    peer.acceptPrevious();
    RingFixture.get(connecting);
    return ring;
  }

  private Future<ReducedStep> reduce(AllReduce ring, long step, Duration limit) {
    return fixture.start(() -> ring.reduce(step, gradient, staging, limit));
  }

  /** Plays rank 1 properly with a gradient of 10, 20 and these two. */
  private void answer(long step, float third, float fourth) throws Exception {
    peer.writeFully(frame(data(self, GENERATION, step), 1, 0, 0, third, fourth));
    float[] firstHalf = peer.readData();
    float[] sum = {firstHalf[0] + 10, firstHalf[1] + 20};
    peer.writeFully(frame(data(self, GENERATION, step), 0, 1, 0, sum));
    float[] secondHalf = peer.readData();
    assertThat(secondHalf).containsExactly(3 + third, 4 + fourth);
  }

  private void assertViolation(AllReduce ring) throws Exception {
    DataPlaneException failure = RingFixture.failure(reduce(ring, 1, RingFixture.AMPLE));
    assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
    assertThat(failure.culprit()).contains(fixture.worker(1));
    assertThat(plane.counters().violations()).isOne();
  }
}
