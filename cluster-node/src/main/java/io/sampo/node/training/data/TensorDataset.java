package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;

import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * Samples of two stored arrays. Inputs of any stored type become FP32 when they are read; targets
 * are classes if they are integers, and numbers otherwise.
 */
final class TensorDataset implements SampleSource {
  private static final long MOST_CLASSES = 1 << 20;

  private final TensorData inputs;
  private final TensorData targets;
  private final int classCount;

  private TensorDataset(TensorData inputs, TensorData targets, int classCount) {
    this.inputs = inputs;
    this.targets = targets;
    this.classCount = classCount;
  }

  /**
   * Looks at all targets that are classes.
   *
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if the arrays do not belong
   *     together or a class is none
   */
  static TensorDataset of(TensorData inputs, TensorData targets) {
    if (inputs.samples() != targets.samples()) {
      throw invalid(
          "Expected as many targets as inputs, but there are %d inputs and %d targets"
              .formatted(inputs.samples(), targets.samples()));
    }
    return new TensorDataset(inputs, targets, targets.holdsIntegers() ? classes(targets) : 0);
  }

  private static int classes(TensorData targets) {
    long highest = 0;
    for (long sample = 0; sample < targets.samples(); sample++) {
      for (int i = 0; i < targets.numbers(); i++) {
        long number = targets.integer(sample, i);
        if (number < 0 || number >= MOST_CLASSES) {
          throw invalid(
              "Expected classes from 0 to %d as targets, but sample %d has %d"
                  .formatted(MOST_CLASSES - 1, sample, number));
        }
        highest = Math.max(highest, number);
      }
    }
    return (int) highest + 1;
  }

  @Override
  public long size() {
    return inputs.samples();
  }

  @Override
  public Shape sampleShape() {
    return inputs.sampleShape();
  }

  @Override
  public DataType targetType() {
    return targets.holdsIntegers() ? DataType.INT64 : DataType.FP32;
  }

  @Override
  public Shape targetShape() {
    return targets.sampleShape();
  }

  @Override
  public int classCount() {
    return classCount;
  }

  @Override
  public void read(long index, int slot, ByteBuffer inputSlots, ByteBuffer targetSlots) {
    requireIndex(index);
    inputs.copy(index, inputSlots, slot * inputs.numbers() * Float.BYTES);
    readTarget(index, slot, targetSlots);
  }

  @Override
  public void readTarget(long index, int slot, ByteBuffer targetSlots) {
    if (!targets.holdsIntegers()) {
      targets.copy(index, targetSlots, slot * targets.numbers() * Float.BYTES);
      return;
    }
    int place = slot * targets.numbers() * Long.BYTES;
    for (int i = 0; i < targets.numbers(); i++) {
      targetSlots.putLong(place + i * Long.BYTES, targets.integer(index, i));
    }
  }

  @Override
  public boolean targetMissing(long index) {
    if (targets.holdsIntegers()) {
      return false;
    }
    for (int i = 0; i < targets.numbers(); i++) {
      if (Double.isNaN(targets.number(index, i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int featureCount() {
    return inputs.numbers();
  }

  @Override
  public RawRow row(long index) {
    NumberRow row = feature -> inputs.number(index, feature);
    return row;
  }

  @Override
  public String place(long index) {
    return "sample " + index;
  }

  private void requireIndex(long index) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException(
          "Expected an index below %d, but was %d".formatted(size(), index));
    }
  }
}
