package io.sampo.protocol.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sampo.protocol.WireMessage;
import io.sampo.protocol.dataset.DatasetEvent.DatasetRegistered;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeploymentHistory;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobHistory;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.step.RegisterRow;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Guards what is on the wire and in journals. The golden files are rewritten, on purpose, by
 * running this test with {@code -Dsampo.golden.write=DIRECTORY}; a review then sees which records
 * changed.
 */
class WireTypesTest {
  private static ActorTestKit testKit;
  private static SampoSerializer serializer;
  private static WireSamples samples;

  @BeforeAll
  static void startSystem() {
    testKit = ActorTestKit.create("golden");
    serializer = new SampoSerializer((ExtendedActorSystem) Adapter.toClassic(testKit.system()));
    ActorRef<Object> reference = testKit.system().deadLetters();
    samples = new WireSamples(reference);
  }

  @AfterAll
  static void stopSystem() {
    testKit.shutdownTestKit();
  }

  @Test
  void registersEveryWireMessage() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sampo.protocol");

    List<String> unregistered =
        classes.stream()
            .filter(type -> type.isAssignableTo(WireMessage.class) && !type.isInterface())
            .map(type -> type.reflect())
            .filter(type -> !Modifier.isAbstract(type.getModifiers()))
            .filter(type -> WireTypes.idOf(type).isEmpty())
            .map(Class::getName)
            .sorted()
            .toList();

    assertThat(unregistered).as("wire messages that WireTypes does not list").isEmpty();
  }

  @Test
  void everyWireTypeSurvivesTheWire() throws IOException {
    for (Class<?> type : WireTypes.all().values()) {
      Object sample = samples.of(type);
      byte[] bytes = serialized(sample);
      Object read = serializer.fromBinary(bytes, serializer.manifest(sample));
      assertThat(read).as(type.getName()).usingRecursiveComparison().isEqualTo(sample);
    }
  }

  @Test
  void noRegisteredTypeHasChangedItsComponents() throws IOException {
    Map<Integer, String> actual = new TreeMap<>();
    WireTypes.all().forEach((id, type) -> actual.put(id, description(type)));
    golden("components.txt", actual);
  }

  @Test
  void readsTheBytesOfEarlierVersions() throws IOException {
    Map<Integer, String> actual = new TreeMap<>();
    WireTypes.all()
        .forEach(
            (id, type) -> actual.put(id, HexFormat.of().formatHex(serialized(samples.of(type)))));
    Map<Integer, String> golden = golden("bytes.txt", actual);

    for (Map.Entry<Integer, String> entry : golden.entrySet()) {
      Object read =
          serializer.fromBinary(HexFormat.of().parseHex(entry.getValue()), "" + entry.getKey());
      assertThat(read)
          .as("golden bytes of " + entry.getKey())
          .usingRecursiveComparison()
          .isEqualTo(samples.of(WireTypes.typeOf(entry.getKey()).orElseThrow()));
    }
  }

  @Test
  void readsRecordsAsTheyWereBeforeTheyChanged() throws IOException {
    Map<Integer, Object> read = new TreeMap<>();
    for (Map.Entry<Integer, String> entry : lines(resource("former.txt")).entrySet()) {
      read.put(
          entry.getKey(),
          serializer.fromBinary(HexFormat.of().parseHex(entry.getValue()), "" + entry.getKey()));
    }

    assertThat(read.keySet()).isEqualTo(WireTypes.former().keySet());
    Deployment deployment =
        new Deployment(
            Map.of(new VersionName("sample"), 7),
            Scaling.fixed(7),
            Batching.withQueueLimit(7),
            Traffic.PLAIN);
    assertThat(read.get(200)).isEqualTo(formerSignature());
    assertThat(read.get(205)).isEqualTo(deployment);
    assertThat(((ModelState) read.get(320)).deployment()).isEqualTo(deployment);
    assertThat(((ModelState) read.get(320)).openLoads()).isEmpty();
    ModelState withoutPast = (ModelState) read.get(321);
    assertThat(withoutPast.history()).isEqualTo(DeploymentHistory.NONE);
    assertThat(withoutPast.versionsEver()).isEqualTo(7);
    assertThat(withoutPast.openLoads())
        .containsExactly((LoadAttempt) samples.of(LoadAttempt.class));
    assertThat(withoutPast.deaths()).containsExactly((NodeDeath) samples.of(NodeDeath.class));
    assertThat(((JobSpecification) read.get(504)).checkpoints())
        .isEqualTo(CheckpointPolicy.everySteps(7));
    assertThat(((JobSpecification) read.get(582)).evaluation())
        .isEqualTo(EvaluationPolicy.atEnd(new DatasetName("held-out")));
    assertThat(((Promotion) read.get(515)).deploy()).isFalse();
    Checkpoint checkpoint = (Checkpoint) read.get(508);
    assertThat(checkpoint.parameters()).isNull();
    assertThat(((JobSummary) read.get(509)).checkpoints()).containsExactly(checkpoint);
    JobSummary undeployed = (JobSummary) read.get(583);
    assertThat(undeployed.promoted()).isNotNull();
    assertThat(undeployed.deployedAt()).isNull();
    assertThat(undeployed.finishedAt()).isEqualTo(undeployed.submittedAt());
    assertThat(read.get(402)).isEqualTo(formerDataset().specification());
    assertThat(read.get(403)).isEqualTo(formerDataset());
    assertThat(read.get(501)).isEqualTo(OptimizerSpecification.sgd(0.25, 0.25));
    assertThat(read.get(503)).isEqualTo(Promotion.byAccuracy(new ModelName("sample"), 0.25));
    assertThat(read.get(507)).isEqualTo(formerEvaluation());
    RegisterRow row = (RegisterRow) read.get(607);
    assertThat(row.rollBacks()).isEmpty();
    assertThat(row.members()).containsExactly(new WorkerIncarnation(new UUID(11, 22)));
  }

  /** An evaluation as the journal of a job held it while only right answers were counted. */
  @Test
  void readsEventsThatHoldFormerRecords() throws IOException {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "fd03cb04fb711f010000cb04fb711f010000cb04fb711f010000000000000000d03f000000000000d03f"
                    + "17a5ebdcca0688eadcc30260952bfa");

    Object read = serializer.fromBinary(bytes, "523");

    assertThat(((JobEvent.JobEvaluated) read).evaluation()).isEqualTo(formerEvaluation());
  }

  @Test
  void readsAJobThatWasSubmittedWithTheFormerOptimizer() throws IOException {
    // given: as a journal holds it
    String written =
        "6b0373616d706ce5fa0368660373616d706ce5670373616d706ce56c0373616d706ce5f6"
            + "0343524f53535f454e54524f50d9f703000000000000d03f000000000000d03f07000000"
            + "07000000cb04fb711f010000cb04fb711f010000f8030700000009000000070000006c03"
            + "68656c642d6f75f4f903660373616d706ce5000000000000d03f17a5ebdcca0688eadcc3"
            + "02207686e4";

    // when
    Object event = serializer.fromBinary(HexFormat.of().parseHex(written), "520");

    // then
    assertThat(((JobEvent.JobSubmitted) event).specification().optimizer())
        .isEqualTo(OptimizerSpecification.sgd(0.25, 0.25));
  }

  @Test
  void opensAJournalWhoseEventsHoldFormerRecords() throws IOException {
    String event = lines(resource("former-nested.txt")).get(404);

    Object read = serializer.fromBinary(HexFormat.of().parseHex(event), "404");

    assertThat(read).isEqualTo(new DatasetRegistered(formerDataset()));
  }

  /** As it was added before a version could have a plan. */
  @Test
  void opensAModelWhoseVersionsHaveFormerSignatures() throws IOException {
    String event = lines(resource("former-nested.txt")).get(300);

    Object read = serializer.fromBinary(HexFormat.of().parseHex(event), "300");

    Signature signature = ((ModelEvent.VersionAdded) read).specification().signature();
    assertThat(signature).isEqualTo(formerSignature());
    assertThat(signature.module()).isEqualTo(signature);
  }

  /** As a snapshot held it while a job knew its newest checkpoint only. */
  @Test
  void opensASnapshotThatHoldsFormerRecords() throws IOException {
    String snapshot = lines(resource("former-nested.txt")).get(510);

    Object read = serializer.fromBinary(HexFormat.of().parseHex(snapshot), "510");

    JobSummary job = ((JobHistory) read).job();
    assertThat(job.checkpoints()).containsExactly((Checkpoint) former(508));
    assertThat(job.specification().checkpoints()).isEqualTo(CheckpointPolicy.everySteps(7));
    assertThat(job.specification().optimizer()).isEqualTo(samples.of(OptimizerSpecification.class));
  }

  private static Object former(int id) throws IOException {
    String bytes = lines(resource("former.txt")).get(id);
    return serializer.fromBinary(HexFormat.of().parseHex(bytes), "" + id);
  }

  private static DatasetSummary formerDataset() {
    DatasetFile file =
        new DatasetFile("sample", new ArtifactHash("0123456789abcdef".repeat(4)), 1234567890123L);
    return new DatasetSummary(
        new DatasetSpecification(new DatasetName("sample"), DatasetFormat.IDX, List.of(file)),
        1234567890123L,
        Shape.of(2, -1, 300),
        7,
        Instant.parse("2026-01-02T03:04:05.678901Z"));
  }

  private static Signature formerSignature() {
    List<TensorSpec> tensors = List.of((TensorSpec) samples.of(TensorSpec.class));
    return new Signature(tensors, tensors, 7, List.of("sample"));
  }

  private static Evaluation formerEvaluation() {
    long number = 1234567890123L;
    return new Evaluation(
        number, number, 0.25, new ClassCounts(0, number, number, List.of()), null);
  }

  private static byte[] serialized(Object sample) {
    return serializer.toBinary(sample);
  }

  private static String description(Class<?> type) {
    if (type.isEnum()) {
      return type.getName()
          + " "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .sorted()
              .toList();
    }
    if (!type.isRecord()) {
      return type.getName();
    }
    return type.getName()
        + Arrays.stream(type.getRecordComponents())
            .map(component -> component.getGenericType().getTypeName() + " " + component.getName())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Compares with the golden file, or writes it where that was asked for. */
  private static Map<Integer, String> golden(String file, Map<Integer, String> actual)
      throws IOException {
    String directory = System.getProperty("sampo.golden.write");
    String text =
        actual.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    if (directory != null) {
      java.nio.file.Files.writeString(java.nio.file.Path.of(directory, file), text);
      return actual;
    }
    String golden = resource(file);
    assertThat(text).as("golden/" + file).isEqualTo(golden);
    return lines(golden);
  }

  private static String resource(String file) throws IOException {
    try (InputStream stream = WireTypesTest.class.getResourceAsStream("/golden/" + file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<Integer, String> lines(String text) {
    Map<Integer, String> entries = new TreeMap<>();
    text.lines()
        .forEach(line -> entries.put(Integer.valueOf(line.split(" ")[0]), line.split(" ", 2)[1]));
    return entries;
  }
}
