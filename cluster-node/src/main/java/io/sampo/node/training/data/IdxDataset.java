package io.sampo.node.training.data;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Images and labels in the IDX format of MNIST and its relatives, raw or gzip, held in memory as
 * the bytes they are. A sample is FP32 of shape {@code [1, rows, columns]}, each pixel divided by
 * 255.
 */
public final class IdxDataset implements Dataset {
  private static final float[] SCALED = new float[256];

  static {
    for (int pixel = 0; pixel < SCALED.length; pixel++) {
      SCALED[pixel] = pixel / 255f;
    }
  }

  private final byte[] pixels;
  private final byte[] labels;
  private final Shape sampleShape;
  private final int samplePixels;
  private final int classCount;

  private IdxDataset(IdxFile images, IdxFile labels, int classCount) {
    this.pixels = images.data();
    this.labels = labels.data();
    this.sampleShape = Shape.of(1, images.dimension(1), images.dimension(2));
    this.samplePixels = images.dimension(1) * images.dimension(2);
    this.classCount = classCount;
  }

  /**
   * Reads both files completely; blocks.
   *
   * @throws PlatformException {@code INVALID_ARGUMENT} if they are not what they should be, {@code
   *     ARTIFACT_UNAVAILABLE} if they cannot be read
   */
  public static IdxDataset read(Path images, Path labels, int classCount) {
    requireNonNull(images, "images is null");
    requireNonNull(labels, "labels is null");
    IdxFile imageFile = readFile(images, 3);
    IdxFile labelFile = readFile(labels, 1);
    if (imageFile.dimension(0) != labelFile.dimension(0)) {
      throw invalid(
          "Expected as many labels as images, but [%s] has %d images and [%s] has %d labels"
              .formatted(images, imageFile.dimension(0), labels, labelFile.dimension(0)));
    }
    requireLabels(labels, labelFile.data(), classCount);
    return new IdxDataset(imageFile, labelFile, classCount);
  }

  private static IdxFile readFile(Path file, int rank) {
    try {
      return IdxFile.read(file, rank);
    } catch (IdxFormatException malformed) {
      throw invalid(malformed.getMessage());
    } catch (IOException failure) {
      throw new PlatformException(
          ErrorCode.ARTIFACT_UNAVAILABLE,
          "Expected to read [" + file + "], but " + failure,
          failure);
    }
  }

  private static void requireLabels(Path file, byte[] labels, int classCount) {
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= classCount) {
        throw invalid(
            "Expected labels below %d in [%s], but label %d is %d"
                .formatted(classCount, file, i, label));
      }
    }
  }

  private static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }

  @Override
  public long size() {
    return labels.length;
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public int classCount() {
    return classCount;
  }

  @Override
  public void read(long index, int slot, ByteBuffer inputs, ByteBuffer labelSlots) {
    if (index < 0 || index >= labels.length) {
      throw new IllegalArgumentException(
          "Expected an index below %d, but was %d".formatted(labels.length, index));
    }
    int sample = (int) index;
    int source = sample * samplePixels;
    int target = slot * samplePixels * Float.BYTES;
    for (int i = 0; i < samplePixels; i++) {
      inputs.putFloat(target + i * Float.BYTES, SCALED[pixels[source + i] & 0xFF]);
    }
    labelSlots.putLong(slot * Long.BYTES, labels[sample] & 0xFF);
  }
}
