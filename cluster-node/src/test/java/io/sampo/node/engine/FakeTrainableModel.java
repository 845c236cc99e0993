package io.sampo.node.engine;

import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Trains nothing, exactly: the gradient of every parameter is the sum over the samples of (label +
 * 1), the loss of a sample is 1, and no answer is correct. So sums are small integers, whatever the
 * order.
 */
final class FakeTrainableModel implements TrainableModel {
  private final Space space;
  private final Runnable onClose;
  private boolean closed;

  FakeTrainableModel(int floats, Runnable onClose) {
    this.space = new Space(floats);
    this.onClose = onClose;
  }

  @Override
  public ParameterSpace parameters() {
    return space;
  }

  @Override
  public synchronized StepResult forwardBackward(
      ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss, long seed) {
    EvaluationSums sums = evaluate(inputs, batchShape, targets, loss);
    LongBuffer labels = targets.classes();
    float gradient = 0;
    for (int i = 0; i < sums.samples(); i++) {
      gradient += labels.get(i) + 1;
    }
    space.add(gradient);
    return new StepResult(sums.loss(), Math.toIntExact(sums.samples()), 0);
  }

  @Override
  public synchronized EvaluationSums evaluate(
      ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss) {
    if (closed) {
      throw new IllegalStateException("Expected an open model, but it was closed");
    }
    long samples = batchShape.dimension(0);
    return new EvaluationSums(samples, samples, new ClassCounts(0, samples, 0, List.of()), null);
  }

  /** The bytes of the parameters and nothing around them. */
  @Override
  public synchronized void write(OutputStream out) throws IOException {
    byte[] bytes = new byte[space.bytes()];
    space.parameters().get(bytes);
    out.write(bytes);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }

  private static final class Space implements ParameterSpace {
    private final ByteBuffer parameters;
    private final float[] gradients;

    Space(int floats) {
      parameters = ByteBuffer.allocateDirect(floats * Float.BYTES);
      gradients = new float[floats];
    }

    @Override
    public List<ParameterSlice> layout() {
      return List.of(new ParameterSlice("weight", Shape.of(gradients.length), 0));
    }

    @Override
    public int floats() {
      return gradients.length;
    }

    @Override
    public ByteBuffer parameters() {
      return parameters.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(float gradient) {
      for (int i = 0; i < gradients.length; i++) {
        gradients[i] += gradient;
      }
    }

    @Override
    public void gatherGradients(ByteBuffer flat) {
      flat.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(gradients);
      zeroGradients();
    }

    @Override
    public void zeroGradients() {
      Arrays.fill(gradients, 0);
    }

    @Override
    public void replaceParameters(ByteBuffer flat) {
      parameters().put(flat.duplicate());
    }
  }
}
