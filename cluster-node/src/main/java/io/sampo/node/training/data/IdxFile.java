package io.sampo.node.training.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One IDX file of unsigned bytes. The format (Y. LeCun's description of MNIST): two zero bytes, the
 * type (8 = unsigned byte), the number of dimensions, each dimension as a big-endian int, the data.
 * What is not compressed is mapped.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;

  /** A file that claims more is refused before anything is allocated. */
  private static final long MAXIMUM_BYTES = 1L << 30;

  private static final int READ_BYTES = 1 << 16;

  private final int[] dimensions;
  private final ByteBuffer data;

  private IdxFile(int[] dimensions, ByteBuffer data) {
    this.dimensions = dimensions;
    this.data = data;
  }

  static IdxFile read(Path file, int rank) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), READ_BYTES)) {
      return isGzip(raw) ? decompressed(file, rank, raw) : mapped(file, rank, raw);
    } catch (ZipException broken) {
      throw new FileFormatException(
          "Expected intact gzip in [" + file + "], but " + broken.getMessage());
    } catch (EOFException truncated) {
      throw new FileFormatException("Expected the rest of [" + file + "], but it ends early");
    }
  }

  private static boolean isGzip(InputStream raw) throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
    raw.reset();
    return gzip;
  }

  private static IdxFile decompressed(Path file, int rank, InputStream raw) throws IOException {
    DataInputStream input =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(raw, READ_BYTES), READ_BYTES));
    int[] dimensions = readHeader(file, rank, input);
    int bytes = dataBytes(file, dimensions);
    byte[] data = input.readNBytes(bytes);
    requireBytes(file, bytes, input.read() < 0 ? data.length : data.length + 1L);
    return new IdxFile(dimensions, ByteBuffer.wrap(data));
  }

  private static IdxFile mapped(Path file, int rank, InputStream raw) throws IOException {
    int[] dimensions = readHeader(file, rank, new DataInputStream(raw));
    int bytes = dataBytes(file, dimensions);
    long offset = (1L + rank) * Integer.BYTES;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      requireBytes(file, bytes, channel.size() - offset);
      return new IdxFile(dimensions, channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes));
    }
  }

  private static int[] readHeader(Path file, int rank, DataInputStream input) throws IOException {
    int magic = input.readInt();
    int expected = UNSIGNED_BYTE << 8 | rank;
    if (magic != expected) {
      throw new FileFormatException(
          "Expected magic 0x%08X (unsigned bytes, rank %d) in [%s], but was 0x%08X"
              .formatted(expected, rank, file, magic));
    }
    int[] dimensions = new int[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = input.readInt();
      if (dimensions[i] < 1) {
        throw new FileFormatException(
            "Expected dimension %d of [%s] to be at least 1, but was %d"
                .formatted(i, file, dimensions[i]));
      }
    }
    return dimensions;
  }

  private static int dataBytes(Path file, int[] dimensions) throws IOException {
    long bytes = 1;
    for (int dimension : dimensions) {
      bytes *= dimension;
      if (bytes > MAXIMUM_BYTES) {
        throw new FileFormatException(
            "Expected at most %d bytes of data in [%s], but its header asks for more"
                .formatted(MAXIMUM_BYTES, file));
      }
    }
    return (int) bytes;
  }

  private static void requireBytes(Path file, long expected, long actual) throws IOException {
    if (actual != expected) {
      throw new FileFormatException(
          "Expected %d bytes of data in [%s], but it has %s"
              .formatted(expected, file, actual > expected ? "more" : actual));
    }
  }

  int dimension(int index) {
    return dimensions[index];
  }

  /** Read-only for all; by absolute position. */
  ByteBuffer data() {
    return data;
  }
}
