package io.sampo.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;

/** Datasets in JSON. The names of the fields are a promise to clients. */
final class DatasetJson {

  private DatasetJson() {}

  /** What a list says about each. */
  static ObjectNode brief(DatasetSummary dataset) {
    ObjectNode json = JsonTree.object();
    json.put("name", dataset.specification().name().value());
    json.put("format", dataset.specification().format().name());
    json.put("samples", dataset.samples());
    json.set("sampleShape", JsonTree.shape(dataset.sampleShape()));
    json.put("classes", dataset.classes());
    json.set("files", JsonTree.array(dataset.specification().files(), DatasetJson::file));
    json.put("registeredAt", dataset.registeredAt().toString());
    json.put("targetType", dataset.targetType().name());
    json.set("targetShape", JsonTree.shape(dataset.targetShape()));
    return json;
  }

  /** All that is known, which may be long. */
  static ObjectNode of(DatasetSummary dataset) {
    ObjectNode json = brief(dataset);
    DatasetSpecification specification = dataset.specification();
    json.set("csv", JsonTree.orNull(specification.csv(), DatasetJson::csv));
    json.set("raw", JsonTree.orNull(specification.raw(), DatasetJson::raw));
    json.set("preprocessing", preprocessing(specification.preprocessing()));
    json.set("split", JsonTree.orNull(specification.split(), DatasetJson::split));
    json.set("plan", JsonTree.orNull(dataset.plan(), PlanJson::of));
    json.set(
        "rawInput",
        JsonTree.orNull(dataset.plan() == null ? null : dataset.rawInput(), PlanJson::of));
    json.set("statistics", statistics(dataset.statistics()));
    return json;
  }

  static ObjectNode of(DatasetPreview preview) {
    ObjectNode json = JsonTree.object();
    ArrayNode rows = json.putArray("rows");
    for (int row = 0; row < preview.inputs().shape().dimension(0); row++) {
      ObjectNode sample = rows.addObject();
      sample.set("inputs", numbers(preview.inputs().items(row, 1)));
      sample.set("targets", numbers(preview.targets().items(row, 1)));
    }
    return json;
  }

  private static ArrayNode numbers(Tensor tensor) {
    ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
    for (ByteBuffer data = tensor.data(); data.hasRemaining(); ) {
      if (tensor.dataType() == DataType.INT64) {
        numbers.add(data.getLong());
      } else {
        float number = data.getFloat();
        numbers.add(
            Float.isFinite(number)
                ? JsonNodeFactory.instance.numberNode(number)
                : JsonNodeFactory.instance.nullNode());
      }
    }
    return numbers;
  }

  private static ObjectNode file(DatasetFile file) {
    return JsonTree.object()
        .put("role", file.role())
        .put("artifact", file.artifact().value())
        .put("bytes", file.bytes());
  }

  private static JsonNode csv(CsvLayout layout) {
    ObjectNode json =
        JsonTree.object().put("header", layout.header()).put("delimiter", layout.delimiter());
    json.set("columns", JsonTree.array(layout.columns(), DatasetJson::column));
    return json;
  }

  private static JsonNode column(CsvColumn column) {
    return JsonTree.object()
        .put("name", column.name())
        .put("role", column.role().name())
        .put("kind", column.kind().name());
  }

  private static JsonNode raw(RawLayout layout) {
    ObjectNode json = JsonTree.object();
    json.set("inputs", tensor(layout.inputs()));
    json.set("targets", tensor(layout.targets()));
    return json;
  }

  private static JsonNode tensor(TensorLayout layout) {
    ObjectNode json = JsonTree.object().put("datatype", layout.dataType().name());
    json.set("shape", JsonTree.shape(layout.shape()));
    return json;
  }

  private static JsonNode preprocessing(Preprocessing preprocessing) {
    return JsonTree.object()
        .put("missing", preprocessing.missing().name())
        .put("constant", preprocessing.constant())
        .put("scale", preprocessing.scale())
        .put("normalise", preprocessing.normalise())
        .put("unknownCategory", preprocessing.unknownCategory().name());
  }

  private static JsonNode split(Split split) {
    return JsonTree.object()
        .put("seed", split.seed())
        .put("testShare", split.testShare())
        .put("part", split.part().name());
  }

  private static JsonNode statistics(DatasetStatistics statistics) {
    ObjectNode json = JsonTree.object();
    json.set("features", JsonTree.array(statistics.features(), DatasetJson::feature));
    json.set(
        "classes",
        JsonTree.array(
            statistics.classes(),
            each -> JsonTree.object().put("label", each.label()).put("count", each.count())));
    return json;
  }

  private static JsonNode feature(FeatureStatistics feature) {
    ObjectNode json = JsonTree.object().put("name", feature.name()).put("count", feature.count());
    json.set("mean", JsonTree.number(feature.mean()));
    json.set("standardDeviation", JsonTree.number(feature.standardDeviation()));
    json.set("minimum", JsonTree.number(feature.minimum()));
    json.set("maximum", JsonTree.number(feature.maximum()));
    return json;
  }
}
