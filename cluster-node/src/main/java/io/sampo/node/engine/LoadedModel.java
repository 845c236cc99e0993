package io.sampo.node.engine;

import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * A module on the device, ready to answer. Several threads may call {@link #forward} at once; they
 * share one set of weights.
 */
public interface LoadedModel extends AutoCloseable {
  /**
   * Runs the module once. Blocks.
   *
   * @param inputs one tensor for each input of the signature, found by name; of a batched signature
   *     each has the batch dimension in front, of one size
   * @return one tensor for each output of the signature, in its order and with its names
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if the inputs do not fit the
   *     signature or the module fails on them, SIGNATURE_MISMATCH if its outputs do not fit,
   *     DEVICE_FULL if memory runs out
   * @throws IllegalStateException after {@link #close}
   */
  List<Tensor> forward(List<Tensor> inputs);

  /**
   * Runs the module once for several requests. Blocks. Nothing is checked again: whoever batches
   * has checked each request, and one that the module cannot run on fails them all.
   *
   * @param requests one or more; the inputs of each as {@link ForwardContract#arrange} gives them.
   *     Several only of a batched signature and with equal shapes but for the outermost dimension,
   *     along which they are put together in their order
   * @return the outputs of each request, as {@link #forward} gives them; they may share memory. And
   *     where the time went
   * @throws io.sampo.protocol.error.PlatformException as {@link #forward}
   * @throws IllegalStateException after {@link #close}
   */
  ForwardResult forwardTogether(List<List<Tensor>> requests);

  /** Bytes that the module takes on the device, estimated. */
  long bytes();

  /** Frees the module after waiting for the forwards that run. May be called twice. */
  @Override
  void close();
}
