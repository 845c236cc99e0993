package io.sampo.node.training.data;

import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The rows of a CSV file, held in memory column by column. A class target is numbered by all rows
 * of the file, so that both parts of a split mean the same by a number.
 */
final class CsvTable implements RowSource {
  private final CsvLayout layout;
  private final List<CsvValues> features;
  private final List<CsvValues> targets;
  private final int rows;
  private final boolean classes;

  CsvTable(CsvLayout layout, List<CsvValues> features, List<CsvValues> targets, int rows) {
    this.layout = layout;
    this.features = List.copyOf(features);
    this.targets = List.copyOf(targets);
    this.rows = rows;
    this.classes = targets.get(0).column().kind() == ValueKind.CATEGORY;
    if (classes) {
      targets.get(0).sort();
    }
  }

  @Override
  public long size() {
    return rows;
  }

  @Override
  public int featureCount() {
    return features.size();
  }

  @Override
  public String featureName(int feature) {
    return features.get(feature).column().name();
  }

  @Override
  public ValueKind kind(int feature) {
    return features.get(feature).column().kind();
  }

  @Override
  public RawRow row(long index) {
    int row = Math.toIntExact(index);
    return new RawRow() {
      @Override
      public double number(int feature) {
        return features.get(feature).number(row);
      }

      @Override
      public String category(int feature) {
        return features.get(feature).category(row);
      }
    };
  }

  @Override
  public String place(long index) {
    return "row " + (index + (layout.header() ? 2 : 1));
  }

  @Override
  public Shape inputShape(int width) {
    return Shape.of(width);
  }

  @Override
  public DataType targetType() {
    return classes ? DataType.INT64 : DataType.FP32;
  }

  @Override
  public Shape targetShape() {
    return targets.size() == 1 ? Shape.of() : Shape.of(targets.size());
  }

  @Override
  public int classCount() {
    return classes ? targets.get(0).categories().size() : 0;
  }

  @Override
  public String classLabel(int number) {
    return targets.get(0).categories().get(number);
  }

  @Override
  public boolean targetMissing(long index) {
    return targets.stream().anyMatch(target -> target.isMissing((int) index));
  }

  @Override
  public void readTarget(long index, int slot, ByteBuffer slots) {
    int row = Math.toIntExact(index);
    if (classes) {
      slots.putLong(slot * Long.BYTES, (long) targets.get(0).number(row));
      return;
    }
    int place = slot * targets.size() * Float.BYTES;
    for (int i = 0; i < targets.size(); i++) {
      slots.putFloat(place + i * Float.BYTES, (float) targets.get(i).number(row));
    }
  }
}
