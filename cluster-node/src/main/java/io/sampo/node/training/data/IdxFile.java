package io.sampo.node.training.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One IDX file of unsigned bytes. The format (Y. LeCun's description of MNIST): two zero bytes, the
 * type (8 = unsigned byte), the number of dimensions, each dimension as a big-endian int, the data.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;

  /** A file that claims more is refused before anything is allocated. */
  private static final long MAXIMUM_BYTES = 1L << 30;

  private static final int READ_BYTES = 1 << 16;

  private final int[] dimensions;
  private final byte[] data;

  private IdxFile(int[] dimensions, byte[] data) {
    this.dimensions = dimensions;
    this.data = data;
  }

  static IdxFile read(Path file, int rank) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), READ_BYTES);
        DataInputStream input = new DataInputStream(decompressed(raw))) {
      int[] dimensions = readHeader(file, rank, input);
      byte[] data = readData(file, dimensions, input);
      return new IdxFile(dimensions, data);
    } catch (ZipException broken) {
      throw new IdxFormatException(
          "Expected intact gzip in [" + file + "], but " + broken.getMessage());
    } catch (EOFException truncated) {
      throw new IdxFormatException("Expected the rest of [" + file + "], but it ends early");
    }
  }

  private static InputStream decompressed(InputStream raw) throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
    raw.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(raw, READ_BYTES), READ_BYTES) : raw;
  }

  private static int[] readHeader(Path file, int rank, DataInputStream input) throws IOException {
    int magic = input.readInt();
    int expected = UNSIGNED_BYTE << 8 | rank;
    if (magic != expected) {
      throw new IdxFormatException(
          "Expected magic 0x%08X (unsigned bytes, rank %d) in [%s], but was 0x%08X"
              .formatted(expected, rank, file, magic));
    }
    int[] dimensions = new int[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = input.readInt();
      if (dimensions[i] < 1) {
        throw new IdxFormatException(
            "Expected dimension %d of [%s] to be at least 1, but was %d"
                .formatted(i, file, dimensions[i]));
      }
    }
    return dimensions;
  }

  private static byte[] readData(Path file, int[] dimensions, DataInputStream input)
      throws IOException {
    long bytes = 1;
    for (int dimension : dimensions) {
      bytes *= dimension;
      if (bytes > MAXIMUM_BYTES) {
        throw new IdxFormatException(
            "Expected at most %d bytes of data in [%s], but its header asks for more"
                .formatted(MAXIMUM_BYTES, file));
      }
    }
    byte[] data = input.readNBytes((int) bytes);
    if (data.length < bytes) {
      throw new IdxFormatException(
          "Expected %d bytes of data in [%s], but it has %d".formatted(bytes, file, data.length));
    }
    if (input.read() >= 0) {
      throw new IdxFormatException(
          "Expected %d bytes of data in [%s], but it has more".formatted(bytes, file));
    }
    return data;
  }

  int dimension(int index) {
    return dimensions[index];
  }

  /** The very array; nobody may change it. */
  byte[] data() {
    return data;
  }
}
