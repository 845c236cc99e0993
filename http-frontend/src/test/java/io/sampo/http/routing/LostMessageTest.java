package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** What a router does when nothing comes back from another node. */
class LostMessageTest {

  @Test
  void asksTheOnlyReplicaAgainWhenItIsOnAnotherNode() {
    try (RemoteWorld world = new RemoteWorld("attempt-timeout = 200 ms")) {
      ModelVersion version = RemoteWorld.newVersion();
      TestProbe<ReplicaProtocol.Command> replica = world.replicaOn(world.nodes.other(), version);
      RoutedRequest request = world.route(version, 100);

      Infer lost = replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
      Infer again = replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
      world.answer(again, 100);

      assertThat(again.requestId()).isNotEqualTo(lost.requestId());
      assertThat(RemoteWorld.outcome(request).orThrow().attempts()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void keepsAskingWhenOneMessageAfterTheOtherIsLost() {
    try (RemoteWorld world = new RemoteWorld("attempt-timeout = 100 ms")) {
      ModelVersion version = RemoteWorld.newVersion();
      TestProbe<ReplicaProtocol.Command> replica = world.replicaOn(world.nodes.other(), version);
      RoutedRequest request = world.route(version, 100);

      for (int lost = 1; lost <= 4; lost++) {
        replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE);
      }
      world.answer(replica.expectMessageClass(Infer.class, RemoteWorld.PATIENCE), 100);

      assertThat(RemoteWorld.outcome(request).orThrow().attempts()).isGreaterThanOrEqualTo(5);
    }
  }
}
