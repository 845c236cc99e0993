package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.health.HealthSettings;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica whose module stands behind a plan. */
class ModelReplicaPlanTest {
  private static final ReplicaSettings SETTINGS =
      new ReplicaSettings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ZERO,
          new HealthSettings(Duration.ofDays(1), Duration.ofDays(1)));
  private static final PreprocessingPlan PLAN =
      new PreprocessingPlan(
          2,
          List.of(
              FeaturePlan.ofNumber("area", Double.NaN, 1, 2),
              FeaturePlan.ofNumber("age", 10, 10, 0.5)),
          1,
          true,
          UnknownCategory.REFUSE);
  private static final ReplicaSpecification SPECIFICATION =
      new ReplicaSpecification(
          ARTIFACT, signature(8).behind(PLAN, null), 100, Batching.withQueueLimit(10));

  private final ActorTestKit testKit = ActorTestKit.create();
  private final DeviceThreads forwards = new DeviceThreads(1);
  private final ExecutorService loads = Executors.newFixedThreadPool(1);
  private final TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
    forwards.shutdown();
    loads.shutdown();
  }

  /** The warm-up is a forward as well: zeros of what the module takes. */
  @Test
  void warmsUpWithWhatTheModuleTakesAndServesRawRows() {
    // given
    ActorRef<ReplicaProtocol.Command> replica = ready();

    // when
    replica.tell(infer("r", client.ref(), column("age", 11, Double.NaN), column("area", 1, 7)));

    // then
    assertThat(client.expectMessageClass(InferChunk.class).outputs())
        .containsExactly(pairs("y", 0, 2, 3, 0));
  }

  @Test
  void refusesRowsThatThePlanCannotPrepare() {
    ActorRef<ReplicaProtocol.Command> replica = ready();

    replica.tell(infer("r", client.ref(), column("age", 11), column("area", Double.NaN)));

    InferRefused refused = client.expectMessageClass(InferRefused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused.error().message())
        .isEqualTo("Expected a finite number as feature 0 [area], but it is missing, in row 0");
  }

  @Test
  void refusesWhatWasMeantForTheBareModule() {
    ActorRef<ReplicaProtocol.Command> replica = ready();

    replica.tell(infer("r", client.ref(), pairs("x", 1, 2)));

    assertThat(client.expectMessageClass(InferRefused.class).error().code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private ActorRef<ReplicaProtocol.Command> ready() {
    FakeModelEngine engine =
        FakeModelEngine.instant()
            .answering(inputs -> List.of(pairs("y", inputs.get(0).toFloats())));
    TestProbe<ReplicaStatus> device = testKit.createTestProbe();
    TestProbe<ReplicaLoad> reports = testKit.createTestProbe();
    ReplicaHost host = ReplicaSamples.host(engine, forwards, loads, System::nanoTime, SETTINGS);
    ActorRef<ReplicaProtocol.Command> replica =
        testKit.spawn(
            ModelReplica.create(replica("1", 7), SPECIFICATION, host, device.ref(), reports.ref()));
    device.fishForMessage(
        Duration.ofSeconds(10),
        status ->
            status.phase() == ReplicaPhase.READY
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    return replica;
  }

  private static Tensor column(String name, double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return Tensor.wrap(name, DataType.FP64, Shape.of(values.length), bytes.array());
  }
}
