package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.ReplicaPhase;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingStartsTest {
  private static final ReplicaId FIRST = replica("1", 1);
  private static final ReplicaId SECOND = replica("1", 2);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final PendingStarts pending = new PendingStarts(NODE_A, 2);

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void startsInTheOrderOfArrivalAndLetsNobodyOvertake() {
    pending.add(start(FIRST));
    pending.add(start(SECOND));

    assertThat(pending.take(id -> id.equals(SECOND))).isEmpty();
    assertThat(pending.take(id -> true))
        .extracting(StartReplica::replica)
        .containsExactly(FIRST, SECOND);
    assertThat(pending.take(id -> true)).isEmpty();
  }

  @Test
  void refusesWhenSoManyWaitAlready() {
    pending.add(start(FIRST));
    assertThat(pending.refusal()).isEmpty();

    pending.add(start(SECOND));

    assertThat(pending.refusal().orElseThrow().code()).isEqualTo(ErrorCode.DEVICE_FULL);
  }

  @Test
  void listsWhatWaitsAsLoading() {
    pending.add(start(FIRST));

    assertThat(pending.of(new ModelName("other"))).isEmpty();
    assertThat(pending.of(new ModelName("digits")))
        .singleElement()
        .satisfies(status -> assertThat(status.phase()).isEqualTo(ReplicaPhase.LOADING));
  }

  private StartReplica start(ReplicaId id) {
    return new StartReplica(id, specification(8, 10), true, testKit.system().ignoreRef());
  }
}
