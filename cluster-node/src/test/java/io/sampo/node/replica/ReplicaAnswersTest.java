package io.sampo.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.serving.ReplicaProtocol.Reply;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Routers on this node, and one on a node that is not there: only its address counts here. */
class ReplicaAnswersTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "replica-answers-test",
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = cluster
                  pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  pekko.cluster.jmx.enabled = off
                  """)
              .withFallback(ConfigFactory.load()));
  private static final Duration TIME_LEFT = Duration.ofSeconds(7);
  private static final int LARGEST = 256 * 1024;

  private final TestProbe<TransferProtocol.Command> courier = KIT.createTestProbe();
  private final TestProbe<Reply> router = KIT.createTestProbe();
  private final ReplicaAnswers answers = new ReplicaAnswers(courier.ref());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static ActorRef<Reply> remoteRouter() {
    return ActorRefResolver.get(KIT.system())
        .resolveActorRef("pekko://elsewhere@127.0.0.1:1/user/router");
  }

  private static InferChunk chunk(int bytes) {
    Tensor output = Tensor.wrap("y", DataType.UINT8, Shape.of(bytes), new byte[bytes]);
    return new InferChunk(
        new RequestId("r1"), 0, true, List.of(output), new InferTimings(0, 0, 1), 0);
  }

  @Test
  void answersARouterOfThisNodeInAMessageWhateverTheSize() {
    answers.send(router.ref(), chunk(LARGEST + 1), TIME_LEFT);

    assertThat(router.receiveMessage()).isEqualTo(chunk(LARGEST + 1));
    courier.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsLargeAnswersToAnotherNodeByTheCourier() {
    answers.send(remoteRouter(), chunk(LARGEST + 1), TIME_LEFT);

    assertThat(courier.receiveMessage())
        .isEqualTo(
            new TransferProtocol.Send(
                new Parcel.Answer(remoteRouter(), chunk(LARGEST + 1)), TIME_LEFT));
  }

  @Test
  void sendsOtherAnswersToAnotherNodeInAMessage() {
    answers.send(remoteRouter(), chunk(LARGEST), TIME_LEFT);

    courier.expectNoMessage(Duration.ZERO);
  }
}
