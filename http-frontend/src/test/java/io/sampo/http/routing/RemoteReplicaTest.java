package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A replica on a node that is not there: only its address counts here. */
class RemoteReplicaTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "remote-replica-test",
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = cluster
                  pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  pekko.cluster.jmx.enabled = off
                  """)
              .withFallback(ConfigFactory.load()));
  private static final ModelVersion VERSION = ModelVersion.of("m", "1");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void refusesLargeInputsWhenAllReplicasAreOnOtherNodes() {
    ActorRef<ReplicaProtocol.Command> remote =
        ActorRefResolver.get(KIT.system())
            .resolveActorRef("pekko://elsewhere@127.0.0.1:1/user/replica");
    ActorRef<VersionRouter.Command> router =
        KIT.spawn(
            VersionRouter.create(
                VERSION,
                RouterSettings.from(ConfigFactory.load()),
                System::nanoTime,
                KIT.<InferenceRouter.Command>createTestProbe().ref()));
    RoutedRequest request =
        new RoutedRequest(
            VERSION,
            new RequestId("r1"),
            System.nanoTime() + TimeUnit.SECONDS.toNanos(30),
            TraceContext.NONE,
            List.of(Tensor.ofFloats("x", Shape.of(100_000), new float[100_000])),
            List.of(),
            new CompletableFuture<>());
    router.tell(new VersionRouter.Route(request));

    router.tell(new VersionRouter.ReplicasListed(Set.of(remote), Set.of(remote)));

    assertThat(request.answer().orTimeout(20, TimeUnit.SECONDS).join().refusal().code())
        .isEqualTo(ErrorCode.TENSOR_TOO_LARGE);
  }
}
