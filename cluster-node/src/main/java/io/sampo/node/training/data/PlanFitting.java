package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;

import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.dataset.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns from the training part what preprocessing needs to know, when a dataset is registered. The
 * same rows always give the same plan.
 */
final class PlanFitting {
  private final RowSource rows;
  private final Preprocessing preprocessing;
  private final List<RunningStatistics> numbers = new ArrayList<>();
  private final List<Set<String>> categories = new ArrayList<>();
  private int categoryCount;

  private PlanFitting(RowSource rows, Preprocessing preprocessing) {
    this.rows = rows;
    this.preprocessing = preprocessing;
    for (int i = 0; i < plans(); i++) {
      numbers.add(new RunningStatistics());
      categories.add(new TreeSet<>());
    }
  }

  /**
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if the part cannot tell
   */
  static PreprocessingPlan fit(RowSource rows, RowSelection training, Preprocessing preprocessing) {
    PlanFitting fitting = new PlanFitting(rows, preprocessing);
    if (fitting.learns()) {
      for (long position = 0; position < training.size(); position++) {
        fitting.learn(rows.row(training.row(position)));
      }
    }
    return fitting.plan();
  }

  /** Numbers as they are; refuses what is missing. */
  static PreprocessingPlan identity(RowSource rows) {
    return new PreprocessingPlan(
        rows.featureCount(),
        List.of(FeaturePlan.ofNumber("all", Double.NaN, 0, 1)),
        1,
        false,
        Preprocessing.NONE.unknownCategory());
  }

  /** A plan is kept and sent, so features that are too many to be told apart share one. */
  private int plans() {
    return rows.featureCount() > DatasetStatistics.MOST_ENTRIES ? 1 : rows.featureCount();
  }

  private boolean learns() {
    return learnsNumbers() || hasCategories();
  }

  private boolean learnsNumbers() {
    return preprocessing.normalise() || preprocessing.missing() == MissingValues.MEAN;
  }

  private boolean hasCategories() {
    for (int i = 0; i < plans(); i++) {
      if (rows.kind(i) == ValueKind.CATEGORY) {
        return true;
      }
    }
    return false;
  }

  private void learn(RawRow row) {
    for (int i = 0; i < rows.featureCount(); i++) {
      int plan = plans() == 1 ? 0 : i;
      if (rows.kind(i) == ValueKind.NUMBER) {
        numbers.get(plan).add(row.number(i));
      } else if (row.category(i) != null && categories.get(plan).add(row.category(i))) {
        requireFew(++categoryCount, i);
      }
    }
  }

  private void requireFew(int count, int feature) {
    if (count > DatasetStatistics.MOST_ENTRIES) {
      throw invalid(
          "Expected at most %d categories in all features together, but [%s] has more"
              .formatted(DatasetStatistics.MOST_ENTRIES, rows.featureName(feature)));
    }
  }

  private PreprocessingPlan plan() {
    List<FeaturePlan> features = new ArrayList<>();
    for (int i = 0; i < plans(); i++) {
      String name = plans() == rows.featureCount() ? rows.featureName(i) : "all";
      features.add(
          rows.kind(i) == ValueKind.NUMBER
              ? number(name, numbers.get(i))
              : FeaturePlan.ofCategories(name, List.copyOf(categories.get(i))));
    }
    MissingValues missing = preprocessing.missing();
    return new PreprocessingPlan(
        rows.featureCount(),
        features,
        preprocessing.scale(),
        missing == MissingValues.MEAN || missing == MissingValues.CONSTANT,
        preprocessing.unknownCategory());
  }

  private FeaturePlan number(String name, RunningStatistics learned) {
    if (learnsNumbers() && learned.count() == 0) {
      throw invalid(
          "Expected the training part to have values of feature [%s], but all are missing"
              .formatted(name));
    }
    double fill =
        switch (preprocessing.missing()) {
          case REFUSE, DROP_ROW -> Double.NaN;
          case MEAN -> learned.mean();
          case CONSTANT -> preprocessing.constant();
        };
    if (!preprocessing.normalise()) {
      return FeaturePlan.ofNumber(name, fill, 0, 1);
    }
    double deviation = learned.standardDeviation() * Math.abs(preprocessing.scale());
    // What never changes becomes 0, not a division by it.
    return FeaturePlan.ofNumber(
        name, fill, learned.mean() * preprocessing.scale(), deviation == 0 ? 1 : deviation);
  }
}
