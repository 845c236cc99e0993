package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import java.util.function.Supplier;

/** What becomes of a trained model, in JSON: read and written. */
final class PromotionJson {

  private PromotionJson() {}

  static Promotion read(JsonFields fields) {
    ModelName model = fields.text("model", ModelName::new);
    PromotionRule rule =
        fields.has("rule")
            ? fields.object("rule", PromotionJson::rule)
            : fields.part(PromotionJson::byAccuracy);
    boolean deploy = fields.flag("deploy", false);
    return fields.build(() -> new Promotion(model, rule, deploy));
  }

  /** The least accuracy alone is short for a rule of it. */
  private static Supplier<PromotionRule> byAccuracy(JsonFields fields) {
    double minimumAccuracy = fields.number("minimumAccuracy");
    return () -> new PromotionRule(Metric.ACCURACY, minimumAccuracy);
  }

  private static PromotionRule rule(JsonFields fields) {
    Metric metric = fields.constant("metric", Metric.class);
    boolean atLeast = metric == null ? fields.has("atLeast") : metric.isHigherBetter();
    double threshold = fields.number(atLeast ? "atLeast" : "atMost");
    return fields.build(() -> new PromotionRule(metric, threshold));
  }

  static ObjectNode of(Promotion promotion) {
    ObjectNode json = JsonTree.object().put("model", promotion.model().value());
    PromotionRule rule = promotion.rule();
    if (rule.metric() == Metric.ACCURACY) {
      json.put("minimumAccuracy", rule.threshold());
    } else {
      json.putObject("rule")
          .put("metric", rule.metric().name())
          .put(rule.metric().isHigherBetter() ? "atLeast" : "atMost", rule.threshold());
    }
    return json.put("deploy", promotion.deploy());
  }
}
