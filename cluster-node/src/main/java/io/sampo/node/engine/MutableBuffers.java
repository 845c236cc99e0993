package io.sampo.node.engine;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Finds modules that change more than parameters while they train, such as the running statistics
 * of a batch normalisation. Those bytes are no parameters, so workers would silently drift apart.
 */
public final class MutableBuffers {
  /** Two samples, because a batch normalisation refuses to train on one. */
  private static final int SAMPLES = 2;

  private MutableBuffers() {}

  /**
   * Writes the module, trains it on one batch without applying anything, writes it again and
   * compares. Blocks.
   */
  public static boolean areIn(ModelEngine engine, Path artifact, Signature signature) {
    try (TrainableModel probe = engine.loadTrainable(artifact, signature)) {
      byte[] before = write(probe);
      Shape shape = probeShape(signature);
      probe.forwardBackward(ramp(shape), shape, Targets.NONE, Loss.SUM, 0);
      return !Arrays.equals(before, write(probe));
    }
  }

  /**
   * @throws PlatformException UNSUPPORTED, saying what to do, if the module has such buffers
   */
  public static void refuse(ModelEngine engine, Path artifact, Signature signature) {
    if (areIn(engine, artifact, signature)) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected a module that changes nothing but its parameters while it trains, but this one"
              + " changes buffers (batch normalisation does so): train it with one worker, freeze"
              + " those layers or use layer or group normalisation");
    }
  }

  private static Shape probeShape(Signature signature) {
    long[] dimensions = signature.inputs().get(0).shape().dimensions();
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = Math.max(1, dimensions[i]);
    }
    return Shape.of(dimensions).prepend(SAMPLES);
  }

  /** Values that differ, since statistics of constants may equal what the buffers held before. */
  private static ByteBuffer ramp(Shape shape) {
    int floats = Math.toIntExact(shape.elementCount());
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < floats; i++) {
      buffer.putFloat(i * Float.BYTES, (i % 17) / 16f);
    }
    return buffer;
  }

  private static byte[] write(TrainableModel model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      model.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
