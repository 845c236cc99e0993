package io.sampo.http.admin;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the names of the entries of a ZIP archive from its end alone, after PKWARE's APPNOTE 6.3:
 * sections 4.3.12 (central directory), 4.3.14 and 4.3.15 (ZIP64), 4.3.16 (end of the directory).
 */
final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int ENTRY = 0x02014b50;

  private final ByteBuffer tail;
  private final long tailBegin;

  private ZipDirectory(byte[] tail, long totalBytes) {
    this.tail = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    this.tailBegin = totalBytes - tail.length;
  }

  /**
   * @param tail the last bytes of the file
   * @param totalBytes of the whole file
   * @return the names in order; empty if the directory begins before the tail
   * @throws IllegalArgumentException if this is no ZIP archive
   */
  static Optional<List<String>> names(byte[] tail, long totalBytes) {
    try {
      return new ZipDirectory(tail, totalBytes).names();
    } catch (BufferUnderflowException | IndexOutOfBoundsException broken) {
      throw new IllegalArgumentException("its directory is broken", broken);
    }
  }

  private Optional<List<String>> names() {
    int end = findEnd();
    Directory directory = directory(end);
    if (directory.begin() < tailBegin) {
      return Optional.empty();
    }
    return Optional.of(names(directory));
  }

  private record Directory(long begin, long entries) {}

  /** The record at the very end; a comment of any length may follow it. */
  private int findEnd() {
    int last = tail.limit() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (tail.getInt(at) == END && at + END_BYTES + unsignedShort(at + 20) == tail.limit()) {
        return at;
      }
    }
    throw new IllegalArgumentException("it has no directory at its end");
  }

  private Directory directory(int end) {
    int locator = end - LOCATOR_64_BYTES;
    if (locator < 0 || tail.getInt(locator) != LOCATOR_64) {
      return new Directory(tail.getInt(end + 16) & 0xffffffffL, unsignedShort(end + 10));
    }
    long end64 = tail.getLong(locator + 8) - tailBegin;
    int at = (int) Math.max(-1, Math.min(end64, Integer.MAX_VALUE));
    if (tail.getInt(at) != END_64) {
      throw new IllegalArgumentException("its directory is not where it should be");
    }
    return new Directory(tail.getLong(at + 48), tail.getLong(at + 32));
  }

  private List<String> names(Directory directory) {
    List<String> names = new ArrayList<>();
    long at = directory.begin() - tailBegin;
    for (long i = 0; i < directory.entries(); i++) {
      int entry = Math.toIntExact(Math.min(at, Integer.MAX_VALUE));
      if (tail.getInt(entry) != ENTRY) {
        throw new IllegalArgumentException("its directory is not where it should be");
      }
      byte[] name = new byte[unsignedShort(entry + 28)];
      tail.get(entry + 46, name);
      names.add(new String(name, StandardCharsets.UTF_8));
      at += 46 + name.length + unsignedShort(entry + 30) + unsignedShort(entry + 32);
    }
    return names;
  }

  private int unsignedShort(int at) {
    return tail.getShort(at) & 0xffff;
  }
}
