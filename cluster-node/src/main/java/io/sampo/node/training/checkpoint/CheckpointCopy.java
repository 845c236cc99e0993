package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.ParameterSlice;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.JobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The whole state after one committed step, in memory of its own: training goes on and changes
 * everything but this. Making it is all that a checkpoint holds training up for.
 *
 * @param module the TorchScript file. Only the engine can make it, from the module as it is now
 */
public record CheckpointCopy(
    JobId job,
    long step,
    byte[] module,
    List<ParameterSlice> layout,
    ByteBuffer parameters,
    ByteBuffer optimizerState) {

  /** Writes a module's file. */
  @FunctionalInterface
  public interface ModuleWriter {
    void write(OutputStream out) throws IOException;
  }

  public CheckpointCopy {
    requireNonNull(job, "job is null");
    requireNonNull(module, "module is null");
    layout = List.copyOf(layout);
    requireNonNull(parameters, "parameters is null");
    requireNonNull(optimizerState, "optimizerState is null");
  }

  /**
   * Copies module, parameters and optimizer state, none of which may change meanwhile.
   *
   * @param optimizerState from its position on, which stays
   */
  public static CheckpointCopy of(
      JobId job,
      long step,
      ModuleWriter module,
      ParameterSpace parameters,
      ByteBuffer optimizerState) {
    ByteArrayOutputStream file = new ByteArrayOutputStream(parameters.bytes());
    try {
      module.write(file);
    } catch (IOException e) {
      throw new PlatformException(
          ErrorCode.INTERNAL, "Expected to write the module of step [%d]".formatted(step), e);
    }
    return new CheckpointCopy(
        job,
        step,
        file.toByteArray(),
        parameters.layout(),
        copy(parameters.parameters()),
        copy(optimizerState));
  }

  private static ByteBuffer copy(ByteBuffer source) {
    return ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
  }
}
