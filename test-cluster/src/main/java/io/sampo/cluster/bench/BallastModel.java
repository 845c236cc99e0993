package io.sampo.cluster.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The identity model with a buffer that nobody uses, as large as wanted: a TorchScript archive is a
 * ZIP file whose {@code data.pkl} says which tensors there are, whose code declares them, and whose
 * {@code data/0} holds the bytes of the first. What is loaded is a real tensor of real bytes.
 */
final class BallastModel {

  private static final String BUFFER = "ballast";
  private static final int CHUNK = 1 << 20;

  /** A multiplier of Knuth's generator: bytes that no file system compresses away. */
  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

  private BallastModel() {}

  /** Writes the archive. */
  static void write(Path file, long ballastBytes) throws IOException {
    Map<String, byte[]> entries = entries(BenchModel.IDENTITY.module());
    String folder = entries.keySet().iterator().next().split("/")[0] + "/";
    int elements = Math.toIntExact(ballastBytes / Float.BYTES);
    entries.computeIfPresent(folder + "data.pkl", (name, pickle) -> withBuffer(pickle, elements));
    entries.computeIfPresent(folder + "code/__torch__.py", (name, code) -> withDeclaration(code));
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(entry.getValue());
        begin(archive, entry.getKey(), entry.getValue().length, checksum);
        archive.write(entry.getValue());
        archive.closeEntry();
      }
      writeBallast(archive, folder + "data/0", elements * (long) Float.BYTES);
    }
  }

  /** By their directory: the archive does not say in front of an entry how long it is. */
  private static Map<String, byte[]> entries(byte[] module) throws IOException {
    Path file = Files.createTempFile("identity-", ".pt");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Files.write(file, module);
    try (ZipFile archive = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(archive.entries())) {
        try (InputStream content = archive.getInputStream(entry)) {
          entries.put(entry.getName(), content.readAllBytes());
        }
      }
    } finally {
      Files.delete(file);
    }
    return entries;
  }

  /** One more attribute in front of the opcodes that build the object: {@code u b}. */
  private static byte[] withBuffer(byte[] pickle, int elements) {
    String text = new String(pickle, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf("ub");
    ByteArrayOutputStream patched = new ByteArrayOutputStream();
    patched.writeBytes(latin(text.substring(0, end)));
    string(patched, BUFFER);
    patched.writeBytes(latin("ctorch._utils\n_rebuild_tensor_v2\n(("));
    string(patched, "storage");
    patched.writeBytes(latin("ctorch\nFloatStorage\n"));
    string(patched, "0");
    string(patched, "cpu");
    integer(patched, elements);
    // The storage's persistent id; then offset 0, shape [elements], strides [1], no gradient.
    patched.writeBytes(latin("tQK\0("));
    integer(patched, elements);
    patched.writeBytes(latin("t(K\1t\u0089ccollections\nOrderedDict\n)RtR"));
    patched.writeBytes(latin(text.substring(end)));
    return patched.toByteArray();
  }

  private static byte[] withDeclaration(byte[] code) {
    return new String(code, StandardCharsets.UTF_8)
        .replace("__buffers__ = []", "__buffers__ = [\"" + BUFFER + "\", ]")
        .replace("training : bool\n", "training : bool\n  " + BUFFER + " : Tensor\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void writeBallast(ZipOutputStream archive, String name, long bytes)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long state = 1;
    ByteBuffer longs = ByteBuffer.wrap(chunk);
    while (longs.hasRemaining()) {
      state = state * MULTIPLIER + 1;
      // Small numbers: the exponents of random bytes would be those of infinities, too.
      longs.putLong(state & 0x3FFF_FFFF_3FFF_FFFFL);
    }
    CRC32 checksum = new CRC32();
    for (long left = bytes; left > 0; left -= CHUNK) {
      checksum.update(chunk, 0, (int) Math.min(left, CHUNK));
    }
    begin(archive, name, bytes, checksum);
    for (long left = bytes; left > 0; left -= CHUNK) {
      archive.write(chunk, 0, (int) Math.min(left, CHUNK));
    }
    archive.closeEntry();
  }

  private static void begin(ZipOutputStream archive, String name, long size, CRC32 checksum)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(checksum.getValue());
    entry.setTime(0);
    archive.putNextEntry(entry);
  }

  private static void string(ByteArrayOutputStream pickle, String text) {
    pickle.write('X');
    pickle.writeBytes(littleEndian(text.length()));
    pickle.writeBytes(latin(text));
  }

  private static void integer(ByteArrayOutputStream pickle, int value) {
    pickle.write('J');
    pickle.writeBytes(littleEndian(value));
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
