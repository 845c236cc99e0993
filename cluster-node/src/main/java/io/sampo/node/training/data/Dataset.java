package io.sampo.node.training.data;

import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/** Labelled samples that can be read at any index. Reading is safe from any thread. */
public interface Dataset {

  /** Samples, at least one. */
  long size();

  /** The shape of one sample, without a batch dimension. */
  Shape sampleShape();

  /** Labels are in {@code [0, classCount)}. */
  int classCount();

  /**
   * Copies a sample into a place of a batch.
   *
   * @param index of the sample, in {@code [0, size)}
   * @param slot the place in the batch
   * @param inputs little-endian FP32, {@code slots × sample}; written by absolute position
   * @param labels little-endian INT64, one per slot; written by absolute position
   */
  void read(long index, int slot, ByteBuffer inputs, ByteBuffer labels);
}
