package io.sampo.cluster.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that belongs to one launcher at a time. The lock is the operating system's, so it
 * goes with the process, however that ends.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String LOCK_FILE = "launcher.lock";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private volatile boolean temporary;

  private DataDirectory(Path path, FileChannel channel, FileLock lock, boolean temporary) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.temporary = temporary;
  }

  /** A new directory, deleted on {@link #close()}. */
  public static DataDirectory temporary() {
    try {
      return open(Files.createTempDirectory("sampo-"), true);
    } catch (IOException failure) {
      throw new LaunchException("Expected a temporary directory, but " + failure, failure);
    }
  }

  /** Opens a directory, which is made if it is missing, for this process alone. */
  public static DataDirectory open(Path path) {
    return open(path, false);
  }

  private static DataDirectory open(Path path, boolean temporary) {
    Path absolute = path.toAbsolutePath().normalize();
    FileChannel channel = null;
    try {
      Files.createDirectories(absolute);
      channel =
          FileChannel.open(
              absolute.resolve(LOCK_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String owner = read(channel);
        channel.close();
        throw new LaunchException(
            "Expected to be alone on [" + absolute + "], but process [" + owner + "] uses it.");
      }
      channel.truncate(0);
      channel.write(utf8("" + ProcessHandle.current().pid()), 0);
      return new DataDirectory(absolute, channel, lock, temporary);
    } catch (IOException failure) {
      throw new LaunchException(
          "Expected a directory for data at [" + absolute + "], but " + failure, failure);
    }
  }

  public Path path() {
    return path;
  }

  /** Whether it goes when it is closed. */
  public boolean isTemporary() {
    return temporary;
  }

  /** Keeps the directory although it is temporary: somebody will want to read what is there. */
  public void keep() {
    temporary = false;
  }

  /** Lets go of the directory, and deletes it if it was temporary. */
  @Override
  public void close() {
    try {
      if (temporary) {
        delete(path);
      }
      lock.release();
      channel.close();
    } catch (IOException failure) {
      throw new LaunchException("Expected to release [" + path + "], but " + failure, failure);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString().strip();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : leavesFirst) {
        Files.deleteIfExists(each);
      }
    }
  }
}
