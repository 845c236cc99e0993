package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.node.engine.ParameterSlice;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Copies of steps for tests: every float is the number of the step. */
final class CheckpointSamples {
  static final JobId JOB = new JobId("digits");
  static final int FLOATS = 100;

  private CheckpointSamples() {}

  static CheckpointCopy copy(long step) {
    return copy(JOB, step);
  }

  static CheckpointCopy copy(JobId job, long step) {
    return copy(job, step, floats(-step));
  }

  static CheckpointCopy copy(long step, ByteBuffer optimizerState) {
    return copy(JOB, step, optimizerState);
  }

  private static CheckpointCopy copy(JobId job, long step, ByteBuffer optimizerState) {
    return new CheckpointCopy(
        job,
        step,
        ("module after " + step + " steps, " + "x".repeat(500)).getBytes(UTF_8),
        List.of(new ParameterSlice("weight", Shape.of(FLOATS), 0)),
        floats(step),
        optimizerState);
  }

  static ByteBuffer floats(float value) {
    ByteBuffer buffer = ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      buffer.putFloat(value);
    }
    return buffer.flip();
  }
}
