package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.health.HealthSettings;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelReplicaTest {
  private static final ReplicaId ID = replica("1", 7);
  private static final ReplicaSettings SETTINGS =
      new ReplicaSettings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ZERO,
          new HealthSettings(Duration.ofDays(1), Duration.ofDays(1)));

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final DeviceThreads forwards = new DeviceThreads(1);
  private final ExecutorService loads = Executors.newFixedThreadPool(1);
  private final TestProbe<ReplicaStatus> device = testKit.createTestProbe();
  private final TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();
  private final TestProbe<ReplicaLoad> reportedLoads = testKit.createTestProbe();
  private final Semaphore gate = new Semaphore(0);

  @AfterEach
  void shutdown() {
    gate.release(1_000);
    testKit.shutdownTestKit();
    forwards.shutdown();
    loads.shutdown();
  }

  @Test
  void loadsWarmsUpAndJoinsTheListOfItsVersion() {
    FakeModelEngine engine = FakeModelEngine.instant();
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();

    var replica = spawn(engine, specification(8, 10));

    device.expectMessage(status(ReplicaPhase.LOADING, "start was granted"));
    device.expectMessage(status(ReplicaPhase.WARMING, "module was loaded"));
    device.expectMessage(status(ReplicaPhase.READY, "warm-up forward fits the signature"));
    assertThat(engine.forwards()).isEqualTo(1);
    awaitListed(listing, replica, true);
  }

  @Test
  void refusesInferenceWhileLoading() {
    FakeModelEngine engine = FakeModelEngine.scripted();
    var replica = spawn(engine, specification(8, 10));

    replica.tell(infer("r", client.ref(), pairs("x", 1, 2)));

    assertRefused("r", ErrorCode.MODEL_NOT_READY);
    engine.finishLoading();
  }

  @Test
  void reportsALoadThatFailedAndStops() {
    FakeModelEngine engine = FakeModelEngine.scripted();
    engine.failLoading(ErrorCode.ARTIFACT_INVALID, "no module");

    var replica = spawn(engine, specification(8, 10));

    assertThat(awaitPhase(ReplicaPhase.FAILED).failure().code())
        .isEqualTo(ErrorCode.ARTIFACT_INVALID);
    device.expectTerminated(replica);
  }

  @Test
  void reportsAWarmUpThatFailedAndFreesTheModule() {
    FakeModelEngine engine =
        FakeModelEngine.instant()
            .answering(
                inputs -> {
                  throw new PlatformException(ErrorCode.INVALID_ARGUMENT, "wrong shape");
                });

    spawn(engine, specification(8, 10));

    assertThat(awaitPhase(ReplicaPhase.FAILED).failure().code())
        .isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
    device.awaitAssert(() -> assertThatNoModelIsOpen(engine));
  }

  @Test
  void givesUpALoadThatTakesTooLongAndFreesItWhenItEnds() {
    // given
    FakeModelEngine engine = FakeModelEngine.scripted();
    var replica = spawn(engine, specification(8, 10));
    device.expectMessage(status(ReplicaPhase.LOADING, "start was granted"));

    // when
    ManualTime.get(testKit.system()).timePasses(SETTINGS.loadTimeout().plusMillis(1));

    // then
    assertThat(awaitPhase(ReplicaPhase.FAILED).failure().code()).isEqualTo(ErrorCode.INTERNAL);
    device.expectTerminated(replica);
    engine.finishLoading();
    device.awaitAssert(
        () -> {
          assertThat(engine.loads()).isEqualTo(1);
          return assertThatNoModelIsOpen(engine);
        });
  }

  @Test
  void batchesWhatWaitsWhileTheDeviceIsBusy() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(8, 10));
    engine.answering(this::whenOpened);

    // when: one runs, two more wait
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));
    replica.tell(infer("c", client.ref(), pairs("x", 5, 6, 7, 8)));
    awaitAdmission(replica);
    gate.release(2);

    // then
    assertAnswered("a", 1, pairs("y", 1, 2));
    assertAnswered("b", 3, pairs("y", 3, 4));
    assertAnswered("c", 3, pairs("y", 5, 6, 7, 8));
    assertThat(engine.forwards()).isEqualTo(3);
  }

  @Test
  void doesNotLetABadItemFailItsNeighbours() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(8, 10));
    engine.answering(
        inputs -> {
          List<Tensor> outputs = whenOpened(inputs);
          for (float value : outputs.get(0).toFloats()) {
            if (value == 666) {
              throw new PlatformException(ErrorCode.INVALID_ARGUMENT, "bad item");
            }
          }
          return outputs;
        });

    // when: the two wait together behind the first
    replica.tell(infer("first", client.ref(), pairs("x", 0, 0)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(infer("good", client.ref(), pairs("x", 1, 2)));
    replica.tell(infer("bad", client.ref(), pairs("x", 666, 0)));
    awaitAdmission(replica);
    gate.release(10);

    // then
    assertAnswered("first", 1, pairs("y", 0, 0));
    assertAnswered("good", 2, pairs("y", 1, 2));
    assertRefused("bad", ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void refusesBadInputsBeforeTheyReachTheDevice() {
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(8, 10));

    replica.tell(infer("r", client.ref(), pairs("z", 1, 2)));

    assertRefused("r", ErrorCode.INVALID_ARGUMENT);
    assertThat(engine.forwards()).as("only the warm-up").isEqualTo(1);
  }

  @Test
  void refusesAtOnceWhenTheQueueIsFull() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(8, 1));
    engine.answering(this::whenOpened);

    // when: one runs, one waits
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(infer("b", client.ref(), pairs("x", 1, 2)));
    replica.tell(infer("c", client.ref(), pairs("x", 1, 2)));

    // then
    InferRefused refused = client.expectMessageClass(InferRefused.class);
    assertThat(refused.requestId()).isEqualTo(new RequestId("c"));
    assertThat(refused.error().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
    assertThat(refused.queueLength()).isEqualTo(1);
  }

  @Test
  void saysHowBusyItIsWhileItIsUsedAndOnceWhenItIsNot() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(8, 10));
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    client.receiveMessage();

    // when
    ManualTime.get(testKit.system()).timePasses(SETTINGS.loadReportInterval());

    // then
    ReplicaLoad busy = reportedLoads.receiveMessage();
    assertThat(busy.replica()).isEqualTo(ID);
    assertThat(busy.requests()).isEqualTo(1);
    ManualTime.get(testKit.system()).timePasses(SETTINGS.loadReportInterval());
    assertThat(reportedLoads.receiveMessage().requests()).isZero();
    ManualTime.get(testKit.system()).timePasses(SETTINGS.loadReportInterval());
    reportedLoads.expectNoMessage(Duration.ZERO);
  }

  @Test
  void dropsWhatIsCancelledWhileItWaits() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(1, 10));
    engine.answering(this::whenOpened);
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));
    replica.tell(infer("c", client.ref(), pairs("x", 5, 6)));

    // when
    replica.tell(new ReplicaProtocol.CancelInfer(new RequestId("b")));
    awaitAdmission(replica);
    gate.release(10);

    // then
    assertAnswered("a", 1, pairs("y", 1, 2));
    assertAnswered("c", 1, pairs("y", 5, 6));
  }

  @Test
  void servesWhatWaitsBeforeItStopsAndFreesTheModuleFirst() {
    // given: one runs, one waits
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(1, 10));
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();
    awaitListed(listing, replica, true);
    engine.answering(this::whenOpened);
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));

    // when
    replica.tell(new ModelReplica.Drain(Duration.ofSeconds(60), SETTINGS.linger(), "test"));

    // then: off the list, but who has not heard of it is served
    awaitPhase(ReplicaPhase.DRAINING);
    awaitListed(listing, replica, false);
    replica.tell(infer("c", client.ref(), pairs("x", 5, 6)));
    ManualTime.get(testKit.system()).timePasses(SETTINGS.linger());
    device.expectNoMessage(Duration.ZERO);
    gate.release(10);
    assertAnswered("a", 1, pairs("y", 1, 2));
    assertAnswered("b", 1, pairs("y", 3, 4));
    assertAnswered("c", 1, pairs("y", 5, 6));
    awaitPhase(ReplicaPhase.STOPPED);
    assertThat(engine.openModels()).isZero();
    device.expectTerminated(replica);
  }

  @Test
  void turnsAwayWhatStillWaitsWhenDrainingTakesTooLong() {
    // given
    FakeModelEngine engine = FakeModelEngine.instant();
    var replica = ready(engine, specification(1, 10));
    engine.answering(this::whenOpened);
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));

    // when
    replica.tell(new ModelReplica.Drain(Duration.ofSeconds(5), SETTINGS.linger(), "test"));
    awaitPhase(ReplicaPhase.DRAINING);
    ManualTime.get(testKit.system()).timePasses(Duration.ofSeconds(5));

    // then: what runs is finished, what waits is not begun
    assertRefused("b", ErrorCode.REPLICA_STOPPING);
    gate.release(10);
    assertAnswered("a", 1, pairs("y", 1, 2));
    awaitPhase(ReplicaPhase.STOPPED);
  }

  /** Echoes its input as soon as the test lets it. */
  private List<Tensor> whenOpened(List<Tensor> inputs) {
    try {
      assertThat(gate.tryAcquire(20, TimeUnit.SECONDS)).as("the test opens the gate").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), inputs.get(0).toFloats()));
  }

  private ActorRef<ReplicaProtocol.Command> spawn(
      FakeModelEngine engine, ReplicaSpecification specification) {
    ReplicaHost host = ReplicaSamples.host(engine, forwards, loads, System::nanoTime, SETTINGS);
    return testKit.spawn(
        ModelReplica.create(ID, specification, host, device.ref(), reportedLoads.ref()));
  }

  private ActorRef<ReplicaProtocol.Command> ready(
      FakeModelEngine engine, ReplicaSpecification specification) {
    var replica = spawn(engine, specification);
    awaitPhase(ReplicaPhase.READY);
    return replica;
  }

  /** A request that is turned away at once comes after all that was told before it. */
  private void awaitAdmission(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<ReplicaProtocol.Reply> last = testKit.createTestProbe();
    replica.tell(infer("last", last.ref(), pairs("z", 1, 2)));
    last.expectMessageClass(InferRefused.class);
  }

  private ReplicaStatus awaitPhase(ReplicaPhase phase) {
    ReplicaStatus status = device.receiveMessage();
    while (status.phase() != phase) {
      status = device.receiveMessage();
    }
    return status;
  }

  private void awaitListed(
      TestProbe<Receptionist.Listing> listing,
      ActorRef<ReplicaProtocol.Command> replica,
      boolean listed) {
    var key = ServiceKeys.replicas(ID.modelVersion());
    listing.awaitAssert(
        () -> {
          testKit.system().receptionist().tell(Receptionist.find(key, listing.ref()));
          return assertThat(listing.receiveMessage().getServiceInstances(key).contains(replica))
              .isEqualTo(listed);
        });
  }

  private void assertAnswered(String id, int batchSize, Tensor output) {
    InferChunk chunk = client.expectMessageClass(InferChunk.class);
    assertThat(chunk.requestId()).isEqualTo(new RequestId(id));
    assertThat(chunk.last()).isTrue();
    assertThat(chunk.outputs()).containsExactly(output);
    assertThat(chunk.timings().batchSize()).isEqualTo(batchSize);
  }

  private void assertRefused(String id, ErrorCode code) {
    InferRefused refused = client.expectMessageClass(InferRefused.class);
    assertThat(refused.requestId()).isEqualTo(new RequestId(id));
    assertThat(refused.error().code()).isEqualTo(code);
  }

  private static boolean assertThatNoModelIsOpen(FakeModelEngine engine) {
    assertThat(engine.openModels()).isZero();
    return true;
  }

  private static ReplicaStatus status(ReplicaPhase phase, String trigger) {
    ArtifactHash loaded = phase == ReplicaPhase.LOADING ? null : ARTIFACT;
    return new ReplicaStatus(ID, NODE_A, phase, loaded, trigger, null);
  }
}
