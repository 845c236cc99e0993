package io.sampo.node.training.worker;

import io.sampo.node.engine.Targets;
import io.sampo.node.training.data.Dataset;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/**
 * Room for the samples of one pass through a module, filled again and again from one dataset. Not
 * thread-safe.
 */
final class MicroBatch {
  private final Dataset dataset;
  private final Shape inputShape;
  private final int capacity;
  private final int sampleBytes;
  private final int targetBytes;
  private final ByteBuffer inputs;
  private final ByteBuffer targets;
  private int count;

  /**
   * @param inputShape of one sample as the module wants it
   */
  MicroBatch(Dataset dataset, Shape inputShape, int capacity) {
    this.dataset = dataset;
    this.inputShape = inputShape;
    this.capacity = capacity;
    this.sampleBytes = bytes(inputShape, DataType.FP32);
    this.targetBytes = bytes(dataset.targetShape(), dataset.targetType());
    this.inputs = direct(Math.multiplyExact(sampleBytes, capacity));
    this.targets = direct(Math.multiplyExact(targetBytes, capacity));
  }

  private static int bytes(Shape shape, DataType type) {
    return Math.toIntExact(Math.multiplyExact(shape.elementCount(), type.elementBytes()));
  }

  int capacity() {
    return capacity;
  }

  /**
   * Reads samples.
   *
   * @param indices from position to index in the dataset
   */
  void fill(long firstPosition, int samples, LongUnaryOperator indices) {
    inputs.clear();
    targets.clear();
    for (int slot = 0; slot < samples; slot++) {
      dataset.read(indices.applyAsLong(firstPosition + slot), slot, inputs, targets);
    }
    inputs.limit(samples * sampleBytes);
    targets.limit(samples * targetBytes);
    count = samples;
  }

  ByteBuffer inputs() {
    return inputs;
  }

  Targets targets() {
    return new Targets(targets, dataset.targetType(), dataset.targetShape().prepend(count));
  }

  Shape shape() {
    return inputShape.prepend(count);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
