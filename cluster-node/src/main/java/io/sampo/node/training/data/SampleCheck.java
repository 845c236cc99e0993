package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;

import io.sampo.protocol.dataset.ClassCount;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Looks at all samples of a dataset: whether they can be used, and what they are like. */
final class SampleCheck {
  private final RowSource rows;
  private final PreprocessingPlan plan;
  private final boolean single;
  private final RunningStatistics[] features;
  private final long[] classes;
  private final ByteBuffer target;

  SampleCheck(RowSource rows, PreprocessingPlan plan) {
    this.rows = rows;
    this.plan = plan;
    this.single = rows.featureCount() > DatasetStatistics.MOST_ENTRIES;
    this.features = new RunningStatistics[single ? 1 : rows.featureCount()];
    for (int i = 0; i < features.length; i++) {
      features[i] = new RunningStatistics();
    }
    this.classes = new long[rows.classCount()];
    long targetBytes = rows.targetShape().elementCount() * rows.targetType().elementBytes();
    this.target = ByteBuffer.allocate(Math.toIntExact(targetBytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @throws PlatformException INVALID_ARGUMENT at the first sample that cannot be used, naming it
   */
  DatasetStatistics over(RowSelection selection) {
    for (long position = 0; position < selection.size(); position++) {
      long index = selection.row(position);
      RawRow row = rows.row(index);
      requireUsable(index, row);
      count(row);
      countTarget(index);
    }
    return new DatasetStatistics(featureStatistics(), classCounts());
  }

  private void requireUsable(long index, RawRow row) {
    try {
      plan.apply(row);
    } catch (PlatformException fault) {
      throw invalid("%s, in %s".formatted(fault.getMessage(), rows.place(index)));
    }
  }

  private void count(RawRow row) {
    for (int i = 0; i < rows.featureCount(); i++) {
      RunningStatistics statistics = features[single ? 0 : i];
      if (rows.kind(i) == ValueKind.NUMBER) {
        statistics.add(row.number(i));
      } else if (row.category(i) != null) {
        statistics.addOther();
      }
    }
  }

  private void countTarget(long index) {
    if (rows.targetMissing(index)) {
      throw invalid("Expected a target, but it is missing, in " + rows.place(index));
    }
    rows.readTarget(index, 0, target);
    if (rows.targetType() == DataType.INT64) {
      for (int at = 0; at < target.capacity(); at += Long.BYTES) {
        classes[(int) target.getLong(at)]++;
      }
      return;
    }
    for (int at = 0; at < target.capacity(); at += Float.BYTES) {
      if (!Float.isFinite(target.getFloat(at))) {
        throw invalid(
            "Expected a finite target, but was %s, in %s"
                .formatted(target.getFloat(at), rows.place(index)));
      }
    }
  }

  private List<FeatureStatistics> featureStatistics() {
    List<FeatureStatistics> statistics = new ArrayList<>();
    for (int i = 0; i < features.length; i++) {
      statistics.add(features[i].of(single ? "all" : rows.featureName(i)));
    }
    return statistics;
  }

  private List<ClassCount> classCounts() {
    List<ClassCount> counts = new ArrayList<>();
    if (classes.length <= DatasetStatistics.MOST_ENTRIES) {
      for (int i = 0; i < classes.length; i++) {
        counts.add(new ClassCount(rows.classLabel(i), classes[i]));
      }
    }
    return counts;
  }
}
