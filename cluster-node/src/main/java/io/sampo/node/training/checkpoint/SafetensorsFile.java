package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.ParameterSlice;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;

/**
 * A row of floats as a safetensors file. It names its job and step: so the file of one job is never
 * also that of another one, whatever is in it, and the job may delete it without asking anybody.
 */
final class SafetensorsFile {
  private final byte[] header;
  private final ByteBuffer floats;

  private SafetensorsFile(byte[] header, ByteBuffer floats) {
    this.header = header;
    this.floats = floats;
  }

  static SafetensorsFile ofParameters(
      JobId job, long step, List<ParameterSlice> layout, ByteBuffer floats) {
    TreeMap<String, String> metadata = new TreeMap<>();
    // By this entry Python's libraries know whose names these are.
    metadata.put("format", "pt");
    metadata.put("job", requireNonNull(job, "job is null").value());
    metadata.put("step", Long.toString(step));
    return new SafetensorsFile(SafetensorsHeader.of(layout, metadata), floats);
  }

  /** The optimizer's state is one tensor, because only the optimizer knows its parts. */
  static SafetensorsFile ofOptimizerState(JobId job, long step, ByteBuffer floats) {
    int count = floats.remaining() / Float.BYTES;
    return ofParameters(
        job, step, List.of(new ParameterSlice("state", Shape.of(count), 0)), floats);
  }

  long bytes() {
    return (long) header.length + floats.remaining();
  }

  /** The whole file; leaves the floats' position alone. */
  InputStream content() {
    return new SequenceInputStream(
        new ByteArrayInputStream(header), new BufferInputStream(floats.duplicate()));
  }
}
