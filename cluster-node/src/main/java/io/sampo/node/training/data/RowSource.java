package io.sampo.node.training.data;

import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/** Rows of a dataset before preprocessing. Reading is safe from any thread. */
interface RowSource {

  /** Rows, at least one. */
  long size();

  int featureCount();

  String featureName(int feature);

  ValueKind kind(int feature);

  /** The features of a row in {@code [0, size)}. */
  RawRow row(long index);

  /** How people find a row again, for messages. */
  String place(long index);

  /** The shape of an input that preprocessing has made so long. */
  Shape inputShape(int width);

  /** As {@link Dataset#targetType}. */
  DataType targetType();

  Shape targetShape();

  /** Classes are in {@code [0, classCount)}; 0 where targets are numbers. */
  int classCount();

  /** What people call a class. */
  default String classLabel(int number) {
    return Integer.toString(number);
  }

  boolean targetMissing(long index);

  /** As {@link Dataset#read} does. */
  void readTarget(long index, int slot, ByteBuffer targets);

  /** Whether no feature and no target of a row is missing. */
  default boolean isComplete(long index) {
    if (targetMissing(index)) {
      return false;
    }
    RawRow row = row(index);
    for (int i = 0; i < featureCount(); i++) {
      boolean there =
          kind(i) == ValueKind.NUMBER ? !Double.isNaN(row.number(i)) : row.category(i) != null;
      if (!there) {
        return false;
      }
    }
    return true;
  }
}
