package io.sampo.node.engine;

import io.sampo.protocol.tensor.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/** The first handwritten digits of the demo, scaled to 0..1, in batches that wrap around. */
public final class TestDigits {
  private static final int PIXELS = 28 * 28;

  private final byte[] images;
  private final byte[] labels;
  private final int count;

  private TestDigits(byte[] images, byte[] labels) {
    this.images = images;
    this.labels = labels;
    this.count = labels.length;
  }

  public static TestDigits first(int count) {
    return new TestDigits(
        read("train-images-idx3-ubyte.gz", 16, count * PIXELS),
        read("train-labels-idx1-ubyte.gz", 8, count));
  }

  /** A piece of the data, ready for the engine. */
  public record Batch(ByteBuffer inputs, Shape shape, Targets targets) {}

  public Batch batch(long from, int samples) {
    ByteBuffer inputs =
        ByteBuffer.allocateDirect(samples * PIXELS * Float.BYTES).order(ByteOrder.nativeOrder());
    long[] classes = new long[samples];
    for (int i = 0; i < samples; i++) {
      int index = (int) ((from + i) % count);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        inputs.putFloat((images[index * PIXELS + pixel] & 0xff) / 255f);
      }
      classes[i] = labels[index];
    }
    return new Batch(inputs.flip(), Shape.of(samples, 1, 28, 28), TestTargets.classes(classes));
  }

  private static byte[] read(String name, int header, int length) {
    String resource = "demo/data/" + name;
    try (InputStream file = TestDigits.class.getClassLoader().getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("Expected resource [" + resource + "], but it is missing");
      }
      try (DataInputStream data = new DataInputStream(new GZIPInputStream(file))) {
        data.skipNBytes(header);
        return data.readNBytes(length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
