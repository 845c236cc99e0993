package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionChoiceTest {

  private static final ModelName MODEL = new ModelName("m");
  private static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(1))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(1))),
          0,
          List.of());

  private static ModelSummary model(Map<String, Integer> weights, String... ready) {
    Map<VersionName, Integer> named =
        weights.entrySet().stream()
            .collect(
                Collectors.toMap(weight -> new VersionName(weight.getKey()), Map.Entry::getValue));
    List<VersionSummary> versions =
        Stream.of("1", "2", "3")
            .map(
                name ->
                    new VersionSpecification(
                        new VersionName(name),
                        new ArtifactHash("a".repeat(64)),
                        1,
                        SIGNATURE,
                        "upload",
                        Instant.EPOCH))
            .map(version -> new VersionSummary(version, VersionState.AVAILABLE, ""))
            .toList();
    List<ReplicaStatus> replicas =
        Stream.of(ready)
            .map(
                name ->
                    new ReplicaStatus(
                        new ReplicaId(new ModelVersion(MODEL, new VersionName(name)), 1),
                        new NodeId("h", 1, 1),
                        ReplicaPhase.READY,
                        "loaded",
                        null))
            .toList();
    return new ModelSummary(
        MODEL,
        versions,
        new Deployment(named, Scaling.fixed(1), Batching.DEFAULT, Traffic.PLAIN),
        replicas,
        List.of(),
        1);
  }

  private static long share(ModelSummary model, String version) {
    SplittableRandom random = new SplittableRandom(3);
    return IntStream.range(0, 10_000)
        .mapToObj(i -> VersionChoice.choose(model, random).orElseThrow())
        .filter(chosen -> chosen.specification().name().value().equals(version))
        .count();
  }

  @Test
  void dividesRequestsByWeight() {
    ModelSummary model = model(Map.of("1", 90, "2", 10), "1", "2");

    assertThat(share(model, "1")).isBetween(8800L, 9200L);
    assertThat(share(model, "3")).isZero();
  }

  @Test
  void leavesOutVersionsWithoutReadyReplicaWhileOthersHaveOne() {
    assertThat(share(model(Map.of("1", 50, "2", 50), "2"), "2")).isEqualTo(10_000);
  }

  @Test
  void choosesByWeightWhenNoneIsReady() {
    assertThat(share(model(Map.of("1", 50, "2", 50)), "2")).isBetween(4700L, 5300L);
  }

  @Test
  void goesOnWithTheVersionThatIsBeingReplacedUntilTheNewOneIsReady() {
    assertThat(share(model(Map.of("2", 100), "1"), "1")).isEqualTo(10_000);
    assertThat(share(model(Map.of("1", 100), "2", "3"), "3")).isEqualTo(10_000);
    assertThat(share(model(Map.of("2", 100), "1", "2"), "2")).isEqualTo(10_000);
  }

  @Test
  void neverChoosesAVersionWithoutWeight() {
    assertThat(share(model(Map.of("1", 0, "2", 1), "1"), "1")).isZero();
    assertThat(VersionChoice.choose(model(Map.of("1", 0)), new SplittableRandom(1))).isEmpty();
    assertThat(VersionChoice.choose(model(Map.of()), new SplittableRandom(1))).isEmpty();
  }

  private static ModelSummary sticky(Map<String, Integer> weights, String... ready) {
    ModelSummary model = model(weights, ready);
    Deployment plain = model.deployment();
    return new ModelSummary(
        model.name(),
        model.versions(),
        new Deployment(
            plain.weights(), plain.scaling(), plain.batching(), new Traffic("X-User", null, 0)),
        model.replicas(),
        model.placementReasons(),
        1);
  }

  private static String chosenFor(ModelSummary model, String user) {
    return VersionChoice.choose(
            model,
            name -> Optional.of(user).filter(value -> name.equals("X-User")),
            new SplittableRandom())
        .orElseThrow()
        .specification()
        .name()
        .value();
  }

  @Test
  void keepsTheSameValueAtTheSameVersion() {
    ModelSummary model = sticky(Map.of("1", 50, "2", 50), "1", "2");
    ModelSummary withoutTwo = sticky(Map.of("1", 50, "2", 50), "1");

    for (int user = 0; user < 200; user++) {
      String chosen = chosenFor(model, "user-" + user);
      assertThat(chosenFor(model, "user-" + user)).isEqualTo(chosen);
      assertThat(chosenFor(withoutTwo, "user-" + user)).isEqualTo(chosen);
    }
  }

  @Test
  void givesACanaryItsShareOfManyValues() {
    ModelSummary model = sticky(Map.of("1", 90, "2", 10), "1", "2");

    long canary =
        IntStream.range(0, 20_000)
            .filter(user -> chosenFor(model, "user-" + user).equals("2"))
            .count();

    assertThat(canary).isBetween(1850L, 2150L);
  }

  @Test
  void takesNobodyOffACanaryThatGrows() {
    ModelSummary small = sticky(Map.of("1", 90, "2", 10));
    ModelSummary large = sticky(Map.of("1", 70, "2", 30));

    for (int user = 0; user < 2000; user++) {
      if (chosenFor(small, "user-" + user).equals("2")) {
        assertThat(chosenFor(large, "user-" + user)).isEqualTo("2");
      }
    }
  }

  @Test
  void choosesByChanceForRequestsWithoutTheHeader() {
    ModelSummary model = sticky(Map.of("1", 50, "2", 50), "1", "2");
    SplittableRandom random = new SplittableRandom(3);

    long second =
        IntStream.range(0, 1000)
            .filter(
                i ->
                    VersionChoice.choose(model, name -> Optional.empty(), random)
                        .orElseThrow()
                        .specification()
                        .name()
                        .value()
                        .equals("2"))
            .count();

    assertThat(second).isBetween(430L, 570L);
  }
}
