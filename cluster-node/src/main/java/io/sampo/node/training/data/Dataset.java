package io.sampo.node.training.data;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * Samples with their targets, which can be read at any index. A target is what the model should
 * say: a class (INT64) or numbers (FP32). Reading is safe from any thread.
 */
public interface Dataset {

  /** Samples, at least one. */
  long size();

  /** The shape of one sample, without a batch dimension. */
  Shape sampleShape();

  /** INT64 for classes, FP32 for numbers. */
  default DataType targetType() {
    return DataType.INT64;
  }

  /** The shape of one target, without a batch dimension; of rank 0 for one class or number. */
  default Shape targetShape() {
    return Shape.of();
  }

  /** Classes are in {@code [0, classCount)}; 0 where targets are numbers. */
  int classCount();

  /**
   * Copies a sample into a place of a batch.
   *
   * @param index of the sample, in {@code [0, size)}
   * @param slot the place in the batch
   * @param inputs little-endian FP32, {@code slots × sample}; written by absolute position
   * @param targets little-endian {@link #targetType}, {@code slots × target}; written by absolute
   *     position
   */
  void read(long index, int slot, ByteBuffer inputs, ByteBuffer targets);
}
