package io.sampo.cluster.scenario;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The handwritten digits of the demo: files to upload, and the held-out ones to ask about. */
public final class Digits {
  static final int PIXELS = 28 * 28;
  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;

  private final byte[] images;
  private final byte[] labels;

  private Digits(byte[] images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  static Digits training() {
    return load("train");
  }

  public static Digits heldOut() {
    return load("test");
  }

  private static Digits load(String split) {
    return new Digits(
        unpacked(resource("demo/data/" + split + "-images-idx3-ubyte.gz")),
        unpacked(resource("demo/data/" + split + "-labels-idx1-ubyte.gz")));
  }

  public static byte[] resource(String name) {
    try (InputStream stream = Digits.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new ScenarioException(
            "Expected the resource [" + name + "] on the class path, but it is not there");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] unpacked(byte[] packed) {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int size() {
    return labels.length - LABEL_HEADER;
  }

  int label(int index) {
    return labels[LABEL_HEADER + index];
  }

  /** The pixels from 0 to 1, as the module was trained on them. */
  public float[] pixels(int index) {
    float[] pixels = new float[PIXELS];
    int start = IMAGE_HEADER + index * PIXELS;
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = (images[start + i] & 0xFF) / 255f;
    }
    return pixels;
  }

  /** How many images of these are among those of the others, byte by byte. */
  long sharedWith(Digits others) {
    Set<ByteBuffer> seen = new HashSet<>();
    for (int i = 0; i < others.size(); i++) {
      seen.add(others.image(i));
    }
    long shared = 0;
    for (int i = 0; i < size(); i++) {
      shared += seen.contains(image(i)) ? 1 : 0;
    }
    return shared;
  }

  private ByteBuffer image(int index) {
    int start = IMAGE_HEADER + index * PIXELS;
    return ByteBuffer.wrap(Arrays.copyOfRange(images, start, start + PIXELS));
  }
}
