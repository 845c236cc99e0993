package io.sampo.node.training.worker;

import io.sampo.node.engine.AlignedMemory;
import io.sampo.node.engine.Targets;
import io.sampo.node.training.data.Dataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.function.LongUnaryOperator;

/**
 * Room for the samples of one pass through a module, filled again and again from one dataset. In
 * the hands of one thread at a time.
 */
final class MicroBatch {
  private final Dataset dataset;
  private final Shape inputShape;
  private final int sampleBytes;
  private final int targetBytes;
  private final ByteBuffer inputs;
  private final ByteBuffer targets;
  private MicroBatchRange range;

  /**
   * @param inputShape of one sample as the module wants it
   * @throws PlatformException INVALID_ARGUMENT if so many samples do not go into one buffer
   */
  MicroBatch(Dataset dataset, Shape inputShape, int capacity) {
    this.dataset = dataset;
    this.inputShape = inputShape;
    this.sampleBytes = bytes(inputShape, DataType.FP32);
    this.targetBytes = bytes(dataset.targetShape(), dataset.targetType());
    this.inputs = direct(capacity, sampleBytes);
    this.targets = direct(capacity, targetBytes);
  }

  private static int bytes(Shape shape, DataType type) {
    return Math.toIntExact(Math.multiplyExact(shape.elementCount(), type.elementBytes()));
  }

  /**
   * Reads samples.
   *
   * @param indices from position to index in the dataset
   */
  void fill(MicroBatchRange samples, LongUnaryOperator indices) {
    inputs.clear();
    targets.clear();
    for (int slot = 0; slot < samples.count(); slot++) {
      dataset.read(indices.applyAsLong(samples.start() + slot), slot, inputs, targets);
    }
    inputs.limit(samples.count() * sampleBytes);
    targets.limit(samples.count() * targetBytes);
    range = samples;
  }

  /** What it holds. */
  MicroBatchRange range() {
    return range;
  }

  ByteBuffer inputs() {
    return inputs;
  }

  Targets targets() {
    return new Targets(targets, dataset.targetType(), dataset.targetShape().prepend(range.count()));
  }

  Shape shape() {
    return inputShape.prepend(range.count());
  }

  private static ByteBuffer direct(int samples, int bytesEach) {
    long bytes = (long) samples * bytesEach;
    if (bytes > AlignedMemory.MOST_BYTES) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a micro-batch of at most %d bytes, but %d samples of %d bytes are more"
              .formatted(AlignedMemory.MOST_BYTES, samples, bytesEach));
    }
    return AlignedMemory.allocate((int) bytes);
  }
}
