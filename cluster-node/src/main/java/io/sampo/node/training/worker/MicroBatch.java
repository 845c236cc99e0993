package io.sampo.node.training.worker;

import io.sampo.node.training.data.Dataset;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.function.LongUnaryOperator;

/** Room for the samples of one pass through a module, filled again and again. Not thread-safe. */
final class MicroBatch {
  private final Shape inputShape;
  private final int capacity;
  private final int sampleBytes;
  private final ByteBuffer inputs;
  private final ByteBuffer labels;

  MicroBatch(Shape inputShape, int capacity) {
    this.inputShape = inputShape;
    this.capacity = capacity;
    this.sampleBytes = Math.toIntExact(inputShape.elementCount() * Float.BYTES);
    this.inputs = direct(Math.multiplyExact(sampleBytes, capacity));
    this.labels = direct(Math.multiplyExact(Long.BYTES, capacity));
  }

  int capacity() {
    return capacity;
  }

  /**
   * Reads samples.
   *
   * @param indices from position to index in the dataset
   */
  void fill(Dataset dataset, long firstPosition, int count, LongUnaryOperator indices) {
    inputs.clear();
    labels.clear();
    for (int slot = 0; slot < count; slot++) {
      dataset.read(indices.applyAsLong(firstPosition + slot), slot, inputs, labels);
    }
    inputs.limit(count * sampleBytes);
    labels.limit(count * Long.BYTES);
  }

  ByteBuffer inputs() {
    return inputs;
  }

  LongBuffer labels() {
    return labels.asLongBuffer();
  }

  Shape shape() {
    return inputShape.prepend(labels.limit() / Long.BYTES);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
