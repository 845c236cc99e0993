package io.sampo.cluster.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.cluster.scenario.Digits;
import io.sampo.cluster.scenario.Multipart;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The models that serving is measured with; each has one FP32 input. */
public enum BenchModel {
  /** Gives back a copy of FP32 [N,16]: the way through the platform and nothing else. */
  IDENTITY("benchmark/identity-fp32"),
  /** Recognizes digits in FP32 [N,1,28,28]: real work that grows with the batch. */
  CNN("demo/digits-cnn"),
  /** FP32 [N,16] at a cost of some milliseconds whatever the batch. */
  SLOW("benchmark/slow");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String resource;

  BenchModel(String resource) {
    this.resource = resource;
  }

  byte[] module() {
    return Digits.resource(resource + ".pt");
  }

  /** The signature, for the admin API, with another bound on the batch. */
  String signatureJson(int maxBatchSize) {
    ObjectNode signature = (ObjectNode) json();
    return signature.put("maxBatchSize", maxBatchSize).toString();
  }

  /** What the admin API wants for a new version. */
  public Multipart upload(int maxBatchSize) {
    return new Multipart()
        .json("spec", "{\"signature\":" + signatureJson(maxBatchSize) + "}")
        .file("file", module());
  }

  Signature signature() {
    JsonNode json = json();
    return new Signature(
        specifications(json.path("inputs")),
        specifications(json.path("outputs")),
        json.path("maxBatchSize").asInt(),
        List.of());
  }

  TensorSpec input() {
    return signature().inputs().get(0);
  }

  private JsonNode json() {
    try {
      String text = new String(Digits.resource(resource + ".json"), StandardCharsets.UTF_8);
      return JSON.readTree(text);
    } catch (JsonProcessingException shippedWithUs) {
      throw new IllegalStateException(shippedWithUs);
    }
  }

  private static List<TensorSpec> specifications(JsonNode list) {
    List<TensorSpec> specifications = new ArrayList<>();
    for (JsonNode each : list) {
      long[] dimensions = new long[each.path("shape").size()];
      for (int i = 0; i < dimensions.length; i++) {
        dimensions[i] = each.path("shape").path(i).asLong();
      }
      specifications.add(
          new TensorSpec(
              each.path("name").asText(),
              DataType.valueOf(each.path("datatype").asText()),
              Shape.of(dimensions)));
    }
    return specifications;
  }
}
