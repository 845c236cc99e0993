package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HelloTest {
  private static final int CHUNK = 4096;

  private final List<RingMember> members =
      List.of(new RingMember(worker(1), "a", 1), new RingMember(worker(2), "b", 2));
  private final RingMembership sender = membership("job", "secret", 7, 0, 100);
  private final RingMembership receiver = membership("job", "secret", 7, 1, 100);

  @Test
  void letsThePreviousRankIn() {
    assertThat(Verdict.on(received(sender), receiver, CHUNK)).isEqualTo(Verdict.ACCEPTED);
    assertThat(received(sender).jobKey()).isEqualTo(Hello.jobKey(receiver));
    assertThat(received(sender).target()).isEqualTo(receiver.own().worker().value());
  }

  @Test
  void refusesWhoDoesNotKnowTheToken() {
    Hello hello = received(membership("job", "Secret", 7, 0, 100));
    assertThat(Verdict.on(hello, receiver, CHUNK)).isEqualTo(Verdict.WRONG_TOKEN);
  }

  @Test
  void noticesEveryChangedBit() {
    byte[] bytes = Hello.of(sender, CHUNK).toBytes().array();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      boolean accepted =
          Hello.read(ByteBuffer.wrap(bytes)).filter(hello -> hello.proves("secret")).isPresent();
      assertThat(accepted).as("bit %d", bit).isFalse();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void refusesEarlierGenerationsAndKeepsLaterOnesWaiting() {
    Hello earlier = received(membership("job", "secret", 6, 0, 100));
    Hello later = received(membership("job", "secret", 8, 0, 100));
    assertThat(Verdict.on(earlier, receiver, CHUNK)).isEqualTo(Verdict.STALE_GENERATION);
    assertThat(Verdict.on(later, receiver, CHUNK)).isEqualTo(Verdict.EARLY);
  }

  @Test
  void refusesAnybodyButThePreviousRank() {
    Hello itself = received(receiver);
    assertThat(Verdict.on(itself, receiver, CHUNK)).isEqualTo(Verdict.WRONG_MEMBER);
  }

  @Test
  void refusesOtherLengthsOfBuffersOrChunks() {
    Hello longer = received(membership("job", "secret", 7, 0, 101));
    assertThat(Verdict.on(longer, receiver, CHUNK)).isEqualTo(Verdict.WRONG_SHAPE);
    assertThat(Verdict.on(received(sender), receiver, 2 * CHUNK)).isEqualTo(Verdict.WRONG_SHAPE);
  }

  @Test
  void doesNotSayTheToken() {
    assertThat(sender.toString()).doesNotContain("secret");
    String bytes =
        new String(Hello.of(sender, CHUNK).toBytes().array(), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("secret");
  }

  private RingMembership membership(
      String job, String token, long generation, int rank, int floats) {
    return new RingMembership(new JobId(job), token, generation, members, rank, floats);
  }

  private static Hello received(RingMembership from) {
    return Hello.read(Hello.of(from, CHUNK).toBytes()).orElseThrow();
  }

  private static WorkerIncarnation worker(long id) {
    return new WorkerIncarnation(new UUID(0, id));
  }
}
