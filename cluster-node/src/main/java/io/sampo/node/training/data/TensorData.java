package io.sampo.node.training.data;

import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A stored array of numbers, sample by sample. A mapped file costs pages that the system takes back
 * when it needs them, and no memory of ours. Reading is safe from any thread.
 */
final class TensorData {
  /** A buffer holds less than 2 GiB, so a file is mapped in pieces of whole samples. */
  private static final long PIECE_BYTES = 1L << 30;

  private final TensorLayout layout;
  private final ByteBuffer[] pieces;
  private final long samplesPerPiece;
  private final int sampleBytes;
  private final int sampleNumbers;

  private TensorData(TensorLayout layout, int sampleBytes, long samplesPerPiece) {
    this.layout = layout;
    this.sampleBytes = sampleBytes;
    this.sampleNumbers = sampleBytes / layout.dataType().elementBytes();
    this.samplesPerPiece = samplesPerPiece;
    long samples = layout.shape().dimension(0);
    this.pieces = new ByteBuffer[Math.toIntExact((samples - 1) / samplesPerPiece + 1)];
  }

  /**
   * Maps an array that fills the rest of a file.
   *
   * @param name of the file, for messages
   * @throws FileFormatException if the file does not have exactly these bytes
   */
  static TensorData mapped(
      Path file, String name, long offset, TensorLayout layout, ByteOrder order)
      throws IOException {
    int sampleBytes = sampleBytes(name, layout);
    TensorData data = new TensorData(layout, sampleBytes, PIECE_BYTES / sampleBytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      requireBytes(name, layout, channel.size() - offset);
      for (int i = 0; i < data.pieces.length; i++) {
        long first = i * data.samplesPerPiece;
        long samples = Math.min(data.samplesPerPiece, data.samples() - first);
        data.pieces[i] =
            channel
                .map(
                    FileChannel.MapMode.READ_ONLY,
                    offset + first * sampleBytes,
                    samples * sampleBytes)
                .order(order);
      }
    }
    return data;
  }

  /** An array that is in memory: what remains of the buffer. */
  static TensorData held(String name, ByteBuffer bytes, TensorLayout layout, ByteOrder order)
      throws FileFormatException {
    int sampleBytes = sampleBytes(name, layout);
    requireBytes(name, layout, bytes.remaining());
    TensorData data = new TensorData(layout, sampleBytes, layout.shape().dimension(0));
    data.pieces[0] = bytes.slice().order(order);
    return data;
  }

  private static int sampleBytes(String name, TensorLayout layout) throws FileFormatException {
    long numbers = layout.shape().withoutFirst().elementCount();
    if (numbers > PIECE_BYTES / Double.BYTES) {
      throw new FileFormatException(
          "Expected samples of at most %d numbers in [%s], but the shape is %s"
              .formatted(PIECE_BYTES / Double.BYTES, name, layout.shape()));
    }
    return (int) numbers * layout.dataType().elementBytes();
  }

  private static void requireBytes(String name, TensorLayout layout, long actual)
      throws FileFormatException {
    if (actual != layout.bytes()) {
      throw new FileFormatException(
          "Expected %d bytes of %s %s in [%s], but it has %d"
              .formatted(layout.bytes(), layout.dataType(), layout.shape(), name, actual));
    }
  }

  long samples() {
    return layout.shape().dimension(0);
  }

  Shape sampleShape() {
    return layout.shape().withoutFirst();
  }

  /** Of one sample. */
  int numbers() {
    return sampleNumbers;
  }

  boolean holdsIntegers() {
    return layout.holdsIntegers();
  }

  double number(long sample, int index) {
    return TensorLayout.number(layout.dataType(), piece(sample), place(sample, index));
  }

  long integer(long sample, int index) {
    return TensorLayout.integer(layout.dataType(), piece(sample), place(sample, index));
  }

  /** Writes a sample as little-endian FP32, by absolute position. */
  void copy(long sample, ByteBuffer floats, int at) {
    ByteBuffer piece = piece(sample);
    if (layout.dataType() == DataType.FP32 && piece.order() == floats.order()) {
      floats.put(at, piece, place(sample, 0), sampleBytes);
      return;
    }
    for (int i = 0; i < sampleNumbers; i++) {
      floats.putFloat(at + i * Float.BYTES, (float) number(sample, i));
    }
  }

  private ByteBuffer piece(long sample) {
    return pieces[(int) (sample / samplesPerPiece)];
  }

  private int place(long sample, int index) {
    return (int) (sample % samplesPerPiece) * sampleBytes
        + index * layout.dataType().elementBytes();
  }
}
