package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaRecorderTest {

  @Test
  void knowsWhoseDeadlinePassedBetweenTheChoiceAndTheForward() {
    // given
    List<Waiting> batch = List.of(dueAt(99), dueAt(100), dueAt(101));

    // when
    int late = ReplicaRecorder.late(batch, 100);

    // then
    assertThat(late).isEqualTo(2);
  }

  private static Waiting dueAt(long deadline) {
    return new Waiting(infer("r", NoOne.ref()), List.of(), 1, List.of(), 0, deadline);
  }
}
