package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.dataset.DatasetFormat;
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
        .isEqualTo(new DatasetUpload(new DatasetName("digits"), DatasetFormat.IDX));
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
