package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;
import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Images and labels in the IDX format of MNIST and its relatives, mapped, or decompressed and held
 * in memory as the bytes they are. A sample is FP32 of shape {@code [1, rows, columns]}, each pixel
 * divided by 255.
 */
public final class IdxDataset implements SampleSource {
  private static final float[] SCALED = new float[256];

  static {
    for (int pixel = 0; pixel < SCALED.length; pixel++) {
      SCALED[pixel] = RawInput.pixel(pixel);
    }
  }

  private final ByteBuffer pixels;
  private final ByteBuffer labels;
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

  private IdxDataset(IdxDataset same, int classCount) {
    this.pixels = same.pixels;
    this.labels = same.labels;
    this.sampleShape = same.sampleShape;
    this.samplePixels = same.samplePixels;
    this.classCount = classCount;
  }

  /** As {@link #read(Path, Path, int)}; there are as many classes as the highest label asks for. */
  static IdxDataset read(Path images, Path labels) {
    IdxDataset dataset = read(images, labels, 256);
    int highest = 0;
    for (int i = 0; i < dataset.labels.capacity(); i++) {
      highest = Math.max(highest, dataset.labels.get(i) & 0xFF);
    }
    return new IdxDataset(dataset, highest + 1);
  }

  /**
   * Opens both files and reads all labels; blocks.
   *
   * @throws io.sampo.protocol.error.PlatformException {@code INVALID_ARGUMENT} if they are not what
   *     they should be, {@code ARTIFACT_UNAVAILABLE} if they cannot be read
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
    return DataFile.read(file, () -> IdxFile.read(file, rank));
  }

  private static void requireLabels(Path file, ByteBuffer labels, int classCount) {
    for (int i = 0; i < labels.capacity(); i++) {
      int label = Byte.toUnsignedInt(labels.get(i));
      if (label >= classCount) {
        throw invalid(
            "Expected labels below %d in [%s], but label %d is %d"
                .formatted(classCount, file, i, label));
      }
    }
  }

  @Override
  public long size() {
    return labels.capacity();
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
  public DataType targetType() {
    return DataType.INT64;
  }

  @Override
  public Shape targetShape() {
    return Shape.of();
  }

  @Override
  public void read(long index, int slot, ByteBuffer inputs, ByteBuffer labelSlots) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException(
          "Expected an index below %d, but was %d".formatted(size(), index));
    }
    int source = (int) index * samplePixels;
    int target = slot * samplePixels * Float.BYTES;
    for (int i = 0; i < samplePixels; i++) {
      inputs.putFloat(target + i * Float.BYTES, scaled(source + i));
    }
    readTarget(index, slot, labelSlots);
  }

  private float scaled(int place) {
    return SCALED[pixels.get(place) & 0xFF];
  }

  @Override
  public void readTarget(long index, int slot, ByteBuffer labelSlots) {
    labelSlots.putLong(slot * Long.BYTES, labels.get((int) index) & 0xFF);
  }

  @Override
  public boolean targetMissing(long index) {
    return false;
  }

  @Override
  public int featureCount() {
    return samplePixels;
  }

  @Override
  public RawRow row(long index) {
    int source = (int) index * samplePixels;
    NumberRow row = feature -> scaled(source + feature);
    return row;
  }

  @Override
  public String place(long index) {
    return "image " + index;
  }
}
