package io.sampo.node.training.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Arrays as NumPy saves them: one in a file of its own, or several in an archive. */
final class NumpyFiles {
  /** An array of an archive that claims more is refused before anything is allocated. */
  private static final long MOST_HELD_BYTES = 1L << 30;

  private static final List<String> ARRAYS = List.of("inputs.npy", "targets.npy");

  private NumpyFiles() {}

  /** Maps a file of one array. */
  static TensorData array(Path file, String name) throws IOException {
    NpyHeader header;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(NpyHeader.MOST_BYTES);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // Reads on until the buffer is full or the file ends.
      }
      header = NpyHeader.read(start.flip(), name);
    }
    return TensorData.mapped(file, name, header.bytes(), header.layout(), header.order());
  }

  /** Reads an archive with the arrays {@code inputs} and {@code targets}, and no other. */
  static TensorDataset archive(Path file, String name) throws IOException {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      List<String> names = archive.stream().map(ZipEntry::getName).sorted().toList();
      if (!names.equals(ARRAYS)) {
        throw new FileFormatException(
            "Expected the entries %s in [%s], but they are %s".formatted(ARRAYS, name, names));
      }
      TensorData inputs = entry(archive, ARRAYS.get(0));
      return TensorDataset.of(inputs, entry(archive, ARRAYS.get(1)));
    } catch (ZipException | EOFException damaged) {
      throw new FileFormatException(
          "Expected an intact archive in [%s], but %s".formatted(name, damaged.getMessage()));
    }
  }

  private static TensorData entry(ZipFile archive, String name) throws IOException {
    ZipEntry entry = archive.getEntry(name);
    if (entry.getSize() > MOST_HELD_BYTES) {
      throw new FileFormatException(
          "Expected at most %d bytes in [%s], but it has %d"
              .formatted(MOST_HELD_BYTES, name, entry.getSize()));
    }
    try (InputStream input = archive.getInputStream(entry)) {
      byte[] array = input.readNBytes((int) MOST_HELD_BYTES);
      requireChecksum(entry, array);
      ByteBuffer bytes = ByteBuffer.wrap(array);
      NpyHeader header = NpyHeader.read(bytes, name);
      return TensorData.held(name, bytes.position(header.bytes()), header.layout(), header.order());
    }
  }

  /** The library does not look at it. */
  private static void requireChecksum(ZipEntry entry, byte[] array) throws ZipException {
    CRC32 checksum = new CRC32();
    checksum.update(array);
    if (checksum.getValue() != entry.getCrc()) {
      throw new ZipException("the checksum of [" + entry.getName() + "] does not fit its bytes");
    }
  }
}
