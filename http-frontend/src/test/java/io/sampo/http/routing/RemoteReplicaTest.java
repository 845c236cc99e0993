package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of all sizes between a router and a replica on another node. */
class RemoteReplicaTest {

  private static final int LIMIT = 64 * 1024 * 1024;

  private static RemoteWorld world;

  private final ModelVersion version = RemoteWorld.newVersion();

  @BeforeAll
  static void start() {
    world = new RemoteWorld();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255 * 1024, 257 * 1024, 20 * 1024 * 1024})
  void carriesInputsAndOutputsOfAnySize(int bytes) {
    TestProbe<ReplicaProtocol.Command> replica = world.replicaOn(world.nodes.other(), version);
    RoutedRequest request = world.route(version, bytes);

    Infer infer = replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
    assertThat(infer.inputs()).isEqualTo(request.inputs());
    world.answer(infer, bytes);

    assertThat(RemoteWorld.outcome(request).orThrow().outputs())
        .containsExactly(RemoteWorld.random("y", bytes));
  }

  @Test
  void refusesInputsAboveTheLimit() {
    world.replicaOn(world.nodes.other(), version);

    RoutedRequest request = world.route(version, LIMIT + 1);

    assertThat(RemoteWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.TENSOR_TOO_LARGE);
  }

  @Test
  void cancelsACarriedRequestAtTheReplica() {
    TestProbe<ReplicaProtocol.Command> replica = world.replicaOn(world.nodes.other(), version);
    RoutedRequest request = world.route(version, 300 * 1024);
    replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);

    world.cancel(request);

    assertThat(replica.expectMessageClass(CancelInfer.class, RemoteWorld.PATIENCE).requestId())
        .isEqualTo(request.id());
  }
}
