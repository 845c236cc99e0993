package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecificationsTest {

  @Test
  void readsTheSignatureOfAVersion() {
    // when
    VersionUpload upload =
        VersionUpload.read(
            bytes(
                """
                {"version": "1", "signature": {
                  "inputs": [{"name": "image", "datatype": "FP32", "shape": [1, 28, -1]}],
                  "outputs": [{"name": "logits", "datatype": "FP32", "shape": []}],
                  "maxBatchSize": 64, "labels": ["zero", "one"]}}
                """));

    // then
    assertThat(upload.version()).contains(new VersionName("1"));
    assertThat(upload.signature())
        .isEqualTo(
            new Signature(
                List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, -1))),
                List.of(new TensorSpec("logits", DataType.FP32, Shape.of())),
                64,
                List.of("zero", "one")));
  }

  @Test
  void pointsAtTheTensorThatIsWrong() {
    assertThatThrownBy(
            () ->
                VersionUpload.read(
                    bytes(
                        """
                        {"signature": {
                          "inputs": [{"name": "a", "datatype": "FP32", "shape": [1]},
                                     {"name": "b", "datatype": "FLOAT", "shape": [1, "x"]}],
                          "outputs": [], "maxBatchSize": 0}}
                        """)))
        .hasMessageContaining("[signature.inputs[1].datatype]: Expected one of [BOOL,")
        .hasMessageContaining(
            "Expected [signature.inputs[1].shape[1]] to hold integers, but was [\"x\"]");
  }

  @Test
  void refusesASignatureWithoutOutputs() {
    assertThatThrownBy(
            () ->
                VersionUpload.read(
                    bytes(
                        """
                        {"signature": {
                          "inputs": [{"name": "a", "datatype": "FP32", "shape": [1]}],
                          "outputs": [], "maxBatchSize": 0}}
                        """)))
        .hasMessage("Expected at least one output, but there was none");
  }

  @Test
  void readsADeployment() {
    assertThat(
            DeploymentRequest.read(bytes("{\"weights\": {\"1\": 90, \"2\": 10}, \"replicas\": 2}")))
        .isEqualTo(
            new Deployment(
                Map.of(new VersionName("1"), 90, new VersionName("2"), 10),
                Scaling.fixed(2),
                Batching.DEFAULT,
                Traffic.PLAIN));
  }

  @Test
  void readsAnElasticDeployment() {
    String json =
        """
        {"weights": {"1": 100, "2": 0},
         "replicas": {"minimum": 0, "maximum": 4, "targetQueueTime": "20ms",
                      "scaleUpDelay": "1s", "scaleDownDelay": "10m"},
         "batching": {"maximumBatchSize": 16, "maximumDelay": "2ms", "queueLimit": 64},
         "traffic": {"stickyHeader": "X-User", "shadow": "2", "shadowPercent": 10}}
        """;

    assertThat(DeploymentRequest.read(bytes(json)))
        .isEqualTo(
            new Deployment(
                Map.of(new VersionName("1"), 100, new VersionName("2"), 0),
                new Scaling(
                    0, 4, Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                new Batching(16, Duration.ofMillis(2), 64),
                new Traffic("X-User", new VersionName("2"), 10)));
  }

  @Test
  void namesAllFaultsOfADeploymentAtOnce() {
    String json =
        """
        {"weights": {"1": 100},
         "replicas": {"minimum": 3, "maximum": 2, "scaleUpDelay": "soon", "colour": 1},
         "batching": {"maximumDelay": "1h"},
         "traffic": {"shadowPercent": 10}}
        """;

    assertThatThrownBy(() -> DeploymentRequest.read(bytes(json)))
        .hasMessageContaining("[replicas.scaleUpDelay]: Expected a duration like 50ms")
        .hasMessageContaining("but got [replicas.colour]")
        .hasMessageContaining("Expected maximumDelay between")
        .hasMessageContaining("Expected a shadow version");
    assertThatThrownBy(
            () ->
                DeploymentRequest.read(
                    bytes("{\"weights\": {}, \"replicas\": {\"minimum\": 3, \"maximum\": 2}}")))
        .hasMessageContaining("Expected 0 <= minimumReplicas <= maximumReplicas");
  }

  @Test
  void writesDurationsInTheLargestUnitThatFits() {
    assertThat(DurationText.of(Duration.ofMillis(90_000))).isEqualTo("90s");
    assertThat(DurationText.of(Duration.ofMinutes(5))).isEqualTo("5m");
    assertThat(DurationText.parse(DurationText.of(Duration.ZERO))).isEqualTo(Duration.ZERO);
  }

  @Test
  void refusesWeightsThatAreNone() {
    assertThatThrownBy(
            () -> DeploymentRequest.read(bytes("{\"weights\": {\"1\": \"all\"}, \"replicas\": 1}")))
        .hasMessage("Expected [weights.1] to be a 32-bit integer, but was [\"all\"]");
    assertThatThrownBy(
            () -> DeploymentRequest.read(bytes("{\"weights\": {\"1\": -1}, \"replicas\": 1}")))
        .hasMessageContaining("Expected weights of 0 or more");
  }

  @Test
  void readsADataset() {
    assertThat(DatasetUpload.read(bytes("{\"name\": \"digits\", \"format\": \"IDX\"}")))
        .isEqualTo(
            new DatasetSpecification(new DatasetName("digits"), DatasetFormat.IDX, List.of()));
  }

  @Test
  void readsADatasetWithAllThatMayBeSaid() {
    String json =
        """
        {"name": "houses", "format": "CSV",
         "csv": {"header": false, "delimiter": ";", "columns": [
           {"name": "id", "role": "IGNORED"},
           {"name": "area", "kind": "NUMBER"},
           {"name": "sold", "kind": "CATEGORY", "role": "TARGET"}]},
         "preprocessing": {"missing": "CONSTANT", "constant": -1, "scale": 0.5, "normalise": true,
                           "unknownCategory": "ZERO"},
         "split": {"seed": 1, "testShare": 0.2, "part": "TEST"}}
        """;

    assertThat(DatasetUpload.read(bytes(json)))
        .isEqualTo(
            new DatasetSpecification(
                new DatasetName("houses"),
                DatasetFormat.CSV,
                List.of(),
                new CsvLayout(
                    false,
                    ";",
                    List.of(
                        new CsvColumn("id", ColumnRole.IGNORED, ValueKind.CATEGORY),
                        new CsvColumn("area", ColumnRole.FEATURE, ValueKind.NUMBER),
                        new CsvColumn("sold", ColumnRole.TARGET, ValueKind.CATEGORY))),
                null,
                new Preprocessing(MissingValues.CONSTANT, -1, 0.5, true, UnknownCategory.ZERO),
                new Split(1, 0.2, Split.Part.TEST)));
  }

  @Test
  void readsRawTensors() {
    String json =
        """
        {"name": "waves", "format": "RAW",
         "raw": {"inputs": {"datatype": "UINT8", "shape": [3, 2]},
                 "targets": {"datatype": "FP64", "shape": [3]}}}
        """;

    assertThat(DatasetUpload.read(bytes(json)).raw())
        .isEqualTo(
            new RawLayout(
                new TensorLayout(DataType.UINT8, Shape.of(3, 2)),
                new TensorLayout(DataType.FP64, Shape.of(3))));
  }

  @Test
  void namesAllFaultsOfADatasetAtOnce() {
    String json =
        """
        {"name": "houses", "format": "CSV",
         "csv": {"header": "yes", "columns": [{"name": "area"}, {"name": "b", "kind": "NUMBER",
           "role": "LABEL"}]},
         "preprocessing": {"scale": 0, "normalize": true},
         "split": {"testShare": 1, "part": "TRAIN"}}
        """;

    assertThatThrownBy(() -> DatasetUpload.read(bytes(json)))
        .hasMessageContaining("Expected [csv.header] to be true or false, but was [\"yes\"]")
        .hasMessageContaining("Expected [csv.columns[0].kind], but it is missing")
        .hasMessageContaining("[csv.columns[1].role]: Expected one of [FEATURE, TARGET, IGNORED]")
        .hasMessageContaining("but got [preprocessing.normalize]")
        .hasMessageContaining("Expected a testShare above 0 and below 1, but was [1.0]");
    assertThatThrownBy(
            () -> DatasetUpload.read(bytes("{\"name\": \"houses\", \"format\": \"CSV\"}")))
        .hasMessageContaining("Expected [csv] for format CSV");
  }

  @Test
  void refusesANameThatBreaksTheGrammar() {
    assertThatThrownBy(
            () -> DatasetUpload.read(bytes("{\"name\": \"../digits\", \"format\": \"IDX\"}")))
        .hasMessageStartingWith("[name]: Expected a dataset name");
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
