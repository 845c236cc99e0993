package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the admin API shows of the plan of a version, applied by hand: a second opinion on what the
 * cluster does with raw rows of numbers.
 */
final class ShownPlan {
  private final JsonNode features;

  /**
   * @param version as it is described
   */
  ShownPlan(JsonNode version) {
    this.features = version.path("plan").path("features");
  }

  List<String> columns() {
    return features.findValuesAsText("name");
  }

  /** The inputs that a row of cells becomes, filled and normalised. */
  double[] inputs(List<String> cells) {
    double[] inputs = new double[features.size()];
    for (int i = 0; i < inputs.length; i++) {
      JsonNode feature = features.get(i);
      String cell = cells.get(i);
      double value = cell.isEmpty() ? feature.path("fill").asDouble() : Double.parseDouble(cell);
      inputs[i] =
          (value - feature.path("mean").asDouble()) / feature.path("standardDeviation").asDouble();
    }
    return inputs;
  }
}
