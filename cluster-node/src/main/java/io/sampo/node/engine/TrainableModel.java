package io.sampo.node.engine;

import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A module whose parameters are trained, in training mode. Calls may come from any thread, but are
 * executed one at a time. Every method blocks.
 */
public interface TrainableModel extends AutoCloseable {
  ParameterSpace parameters();

  /**
   * One pass forward and back. Adds the gradients, summed over the samples and never divided, to
   * those that the {@link #parameters()} hold already.
   *
   * @param inputs direct, FP32, native order; read from its position on, which stays. Not touched
   *     after the call
   * @param batchShape the shape of the inputs, batch dimension first
   * @param targets as the loss wants them, for as many samples; not touched after the call. Ignored
   *     by {@link Loss#SUM}
   * @param seed of all randomness inside the module (dropout); set for the whole process
   * @return loss and correct answers, summed over the samples
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT, SIGNATURE_MISMATCH or
   *     DEVICE_FULL; the gradients are undefined then and have to be zeroed
   */
  StepResult forwardBackward(
      ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss, long seed);

  /**
   * One pass forward in evaluation mode (no dropout); arguments and errors as {@link
   * #forwardBackward}. Leaves gradients and parameters alone.
   *
   * @return loss and whatever can be measured beside it; more than a training step needs
   */
  EvaluationSums evaluate(ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss);

  /**
   * Writes the module with its present parameters as a TorchScript file, which {@link
   * ModelEngine#load} can serve. Equal parameters and buffers give equal bytes.
   */
  void write(OutputStream out) throws IOException;

  /** Frees the module. The bytes of {@link ParameterSpace#parameters()} stay readable. */
  @Override
  void close();
}
