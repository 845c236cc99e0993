package io.sampo.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;

/**
 * Fitted plans in JSON, of datasets as of versions. What is written here {@link PlanUpload} reads.
 */
final class PlanJson {

  private PlanJson() {}

  static ObjectNode of(PreprocessingPlan plan) {
    ObjectNode json = JsonTree.object().put("featureCount", plan.featureCount());
    json.set("features", JsonTree.array(plan.features(), PlanJson::feature));
    json.put("scale", plan.scale());
    json.put("fillsMissing", plan.fillsMissing());
    json.put("unknownCategory", plan.unknownCategory().name());
    return json;
  }

  private static JsonNode feature(FeaturePlan feature) {
    ObjectNode json =
        JsonTree.object().put("name", feature.name()).put("kind", feature.kind().name());
    json.set("fill", JsonTree.number(feature.fill()));
    json.put("mean", feature.mean());
    json.put("standardDeviation", feature.standardDeviation());
    json.set("categories", JsonTree.texts(feature.categories()));
    return json;
  }

  static ObjectNode of(RawInput raw) {
    ObjectNode json = JsonTree.object().put("datatype", raw.dataType().name());
    json.set("shape", JsonTree.shape(raw.shape()));
    json.put("divisor", raw.divisor());
    return json;
  }
}
