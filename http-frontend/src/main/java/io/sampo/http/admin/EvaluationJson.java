package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationPoint;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.NumberErrors;

/** Evaluations in JSON: of classes or of numbers, whichever the loss knows. */
final class EvaluationJson {

  private EvaluationJson() {}

  static ObjectNode of(Evaluation evaluation) {
    ObjectNode json = JsonTree.object();
    json.put("step", evaluation.step());
    json.put("samples", evaluation.samples());
    ClassCounts classes = evaluation.classes();
    if (classes != null) {
      json.put("correct", classes.correct());
      json.set("accuracy", JsonTree.number(classes.accuracy()));
    }
    json.set("loss", JsonTree.number(evaluation.loss()));
    if (classes != null && classes.hasMatrix()) {
      putMatrix(json, classes);
    }
    if (evaluation.numbers() != null) {
      putErrors(json, evaluation.numbers());
    }
    return json;
  }

  /** In short; what has no value on the samples is left out. */
  static ObjectNode of(EvaluationPoint point) {
    ObjectNode json = JsonTree.object().put("step", point.step());
    for (Metric metric : Metric.values()) {
      double measured = point.measured(metric);
      if (!Double.isNaN(measured)) {
        json.set(name(metric), JsonTree.number(measured));
      }
    }
    return json;
  }

  private static String name(Metric metric) {
    return switch (metric) {
      case LOSS -> "loss";
      case ACCURACY -> "accuracy";
      case MACRO_F1 -> "macroF1";
      case MAE -> "mae";
      case RMSE -> "rmse";
      case R2 -> "r2";
    };
  }

  /** By class, in the order of the classes; the matrix has a row for each that it was. */
  private static void putMatrix(ObjectNode json, ClassCounts counts) {
    json.set("macroF1", JsonTree.number(counts.macroF1()));
    ArrayNode classes = json.putArray("classes");
    ArrayNode matrix = json.putArray("confusionMatrix");
    for (int index = 0; index < counts.classes(); index++) {
      ObjectNode of = classes.addObject();
      of.put("targets", counts.actual(index));
      of.set("precision", JsonTree.number(counts.precision(index)));
      of.set("recall", JsonTree.number(counts.recall(index)));
      of.set("f1", JsonTree.number(counts.f1(index)));
      ArrayNode row = matrix.addArray();
      for (int answered = 0; answered < counts.classes(); answered++) {
        row.add(counts.confused(index, answered));
      }
    }
  }

  private static void putErrors(ObjectNode json, NumberErrors errors) {
    json.set("mae", JsonTree.number(errors.meanAbsolute()));
    json.set("rmse", JsonTree.number(errors.rootMeanSquared()));
    json.set("r2", JsonTree.number(errors.determination()));
  }
}
