package io.sampo.node.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatasetEntityTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final DatasetPreview PREVIEW =
      new DatasetPreview(
          Tensor.ofFloats("inputs", Shape.of(1, 2), 1, 2),
          Tensor.ofFloats("targets", Shape.of(1, 1), 3));
  private static ActorTestKit testKit;

  private static final List<ActorRef<DatasetProtocol.Command>> forgotten =
      new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startSystem() {
    testKit =
        ActorTestKit.create(
            "datasets",
            ConfigFactory.parseString(
                    """
                    pekko.actor.provider = cluster
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                    """)
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(ActorTestKit.applicationTestConfig()));
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  @Test
  void registersADatasetOnceItsFilesAreRead() {
    // given
    ActorRef<DatasetProtocol.Command> dataset = spawn("fresh", DatasetEntityTest::summary);

    // when
    Outcome<DatasetSummary> registered = register(dataset, specification("fresh", 'a'));

    // then
    assertThat(registered.orThrow().samples()).isEqualTo(9000);
    assertThat(describe(dataset)).isEqualTo(registered);
  }

  @Test
  void answersTheSameFilesAgainAndRefusesOthers() {
    // given
    ActorRef<DatasetProtocol.Command> dataset = spawn("twice", DatasetEntityTest::summary);
    Outcome<DatasetSummary> first = register(dataset, specification("twice", 'a'));

    // when
    Outcome<DatasetSummary> same = register(dataset, specification("twice", 'a'));
    Outcome<DatasetSummary> other = register(dataset, specification("twice", 'b'));

    // then
    assertThat(same).isEqualTo(first);
    assertThat(other.refusal().code()).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void keepsNothingOfFilesThatAreNoDataset() {
    // given
    ActorRef<DatasetProtocol.Command> dataset =
        spawn(
            "broken",
            (specification, at) -> {
              throw new PlatformException(
                  ErrorCode.INVALID_ARGUMENT, "Expected images, but was text");
            });

    // when
    Outcome<DatasetSummary> refused = register(dataset, specification("broken", 'a'));

    // then
    assertThat(refused.refusal().message()).isEqualTo("Expected images, but was text");
    assertThat(describe(dataset).refusal().code()).isEqualTo(ErrorCode.DATASET_NOT_FOUND);
  }

  @Test
  void wantsToBeForgottenOnlyWhereNothingIsRegistered() {
    // given
    ActorRef<DatasetProtocol.Command> nothing = spawn("nothing", DatasetEntityTest::summary);
    ActorRef<DatasetProtocol.Command> something = spawn("something", DatasetEntityTest::summary);
    register(something, specification("something", 'a'));

    // when
    describe(nothing);
    describe(something);

    // then
    assertThat(forgotten).contains(nothing).doesNotContain(something);
  }

  @Test
  void remembersItsRegistrationAfterARestart() {
    // given
    ActorRef<DatasetProtocol.Command> before = spawn("remembered", DatasetEntityTest::summary);
    Outcome<DatasetSummary> registered = register(before, specification("remembered", 'a'));
    testKit.stop(before);

    // when
    ActorRef<DatasetProtocol.Command> after =
        spawn(
            "remembered",
            (specification, at) -> {
              throw new AssertionError("Expected the files not to be read again");
            });

    // then
    assertThat(describe(after)).isEqualTo(registered);
  }

  @Test
  void answersTheFirstSamples() {
    // given
    ActorRef<DatasetProtocol.Command> dataset = spawn("shown", DatasetEntityTest::summary);
    ActorRef<DatasetProtocol.Command> nothing = spawn("hidden", DatasetEntityTest::summary);
    register(dataset, specification("shown", 'a'));
    TestProbe<Outcome<DatasetPreview>> probe = testKit.createTestProbe();

    // when
    preview(dataset, 5, probe);
    Outcome<DatasetPreview> shown = probe.receiveMessage();
    preview(nothing, 5, probe);
    Outcome<DatasetPreview> unknown = probe.receiveMessage();
    preview(dataset, DatasetPreview.MOST_ROWS + 1, probe);
    Outcome<DatasetPreview> tooMany = probe.receiveMessage();

    // then
    assertThat(shown.orThrow()).isEqualTo(PREVIEW);
    assertThat(unknown.refusal().code()).isEqualTo(ErrorCode.DATASET_NOT_FOUND);
    assertThat(tooMany.refusal().message())
        .isEqualTo("Expected rows between 1 and 100, but was 101");
  }

  @Test
  void refusesMorePreviewsThanItCanReadAtATime() {
    // given
    CountDownLatch reading = new CountDownLatch(1);
    ActorRef<DatasetProtocol.Command> dataset =
        spawn(
            "busy",
            DatasetEntityTest::summary,
            rows -> {
              awaitOpen(reading);
              return PREVIEW;
            });
    register(dataset, specification("busy", 'a'));
    TestProbe<Outcome<DatasetPreview>> early = testKit.createTestProbe();
    TestProbe<Outcome<DatasetPreview>> late = testKit.createTestProbe();
    preview(dataset, 1, early);
    preview(dataset, 1, early);

    // when
    preview(dataset, 1, late);
    Outcome<DatasetPreview> refused = late.receiveMessage();
    reading.countDown();
    early.receiveMessage();
    early.receiveMessage();
    preview(dataset, 1, late);

    // then
    assertThat(refused.refusal().code()).isEqualTo(ErrorCode.REPLICA_OVERLOADED);
    assertThat(late.receiveMessage().orThrow()).isEqualTo(PREVIEW);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("Expected the test to go on");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ActorRef<DatasetProtocol.Command> spawn(
      String name, BiFunction<DatasetSpecification, Instant, DatasetSummary> registering) {
    return spawn(name, registering, rows -> PREVIEW);
  }

  private static ActorRef<DatasetProtocol.Command> spawn(
      String name,
      BiFunction<DatasetSpecification, Instant, DatasetSummary> registering,
      IntFunction<DatasetPreview> previewing) {
    return testKit.spawn(
        DatasetEntity.create(
            new DatasetName(name), new FakeReader(registering, previewing), forgotten::add));
  }

  /** Reads as the test says. */
  private record FakeReader(
      BiFunction<DatasetSpecification, Instant, DatasetSummary> registering,
      IntFunction<DatasetPreview> previewing)
      implements DatasetReader {
    @Override
    public DatasetSummary read(DatasetSpecification specification, Instant at) {
      return registering.apply(specification, at);
    }

    @Override
    public DatasetPreview preview(PlannedDataset dataset, int rows) {
      return previewing.apply(rows);
    }
  }

  private static void preview(
      ActorRef<DatasetProtocol.Command> dataset,
      int rows,
      TestProbe<Outcome<DatasetPreview>> probe) {
    dataset.tell(new DatasetProtocol.PreviewDataset(rows, probe.ref()));
  }

  private static Outcome<DatasetSummary> register(
      ActorRef<DatasetProtocol.Command> dataset, DatasetSpecification specification) {
    TestProbe<Outcome<DatasetSummary>> probe = testKit.createTestProbe();
    dataset.tell(new DatasetProtocol.RegisterDataset(specification, AT, probe.ref()));
    return probe.receiveMessage();
  }

  private static Outcome<DatasetSummary> describe(ActorRef<DatasetProtocol.Command> dataset) {
    TestProbe<Outcome<DatasetSummary>> probe = testKit.createTestProbe();
    dataset.tell(new DatasetProtocol.DescribeDataset(probe.ref()));
    return probe.receiveMessage();
  }

  private static DatasetSummary summary(DatasetSpecification specification, Instant at) {
    return new DatasetSummary(specification, 9000, Shape.of(1, 28, 28), 10, at);
  }

  private static DatasetSpecification specification(String name, char digit) {
    ArtifactHash hash = new ArtifactHash(String.valueOf(digit).repeat(64));
    return new DatasetSpecification(
        new DatasetName(name), DatasetFormat.IDX, List.of(new DatasetFile("images", hash, 1)));
  }
}
