package io.sampo.node.artifact;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts as files of one directory that all nodes see (one machine, or a shared volume): {@code
 * objects/ab/abcdef…}. A file is written under {@code incoming/}, forced to the disk, and only then
 * renamed to its hash, so that a name in {@code objects} always stands for complete bytes.
 */
public final class DirectoryArtifactStore implements ArtifactStore {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryArtifactStore.class);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path objects;
  private final Path incoming;
  private final Leftovers leftovers;
  private final ReadRate loadRate;

  private DirectoryArtifactStore(
      Path objects, Path incoming, Leftovers leftovers, ReadRate loadRate) {
    this.objects = objects;
    this.incoming = incoming;
    this.leftovers = leftovers;
    this.loadRate = loadRate;
  }

  /** Opens a store that reads as fast as it can. */
  public static DirectoryArtifactStore open(Path root, Clock clock) {
    return open(root, clock, ReadRate.unlimited());
  }

  /**
   * Opens the store, creating the directory. Uploads that were never finished are removed now and
   * then, as long as somebody puts something.
   *
   * @param loadRate how fast {@link #verified} reads: hashing a big file takes disk and cores from
   *     those who are being served
   */
  public static DirectoryArtifactStore open(Path root, Clock clock, ReadRate loadRate) {
    requireNonNull(root, "root is null");
    requireNonNull(loadRate, "loadRate is null");
    Path objects = root.resolve("objects");
    Path incoming = root.resolve("incoming");
    Leftovers leftovers = new Leftovers(incoming, clock);
    try {
      Files.createDirectories(objects);
      Files.createDirectories(incoming);
      forceDirectory(root);
      leftovers.removeIfDue();
    } catch (IOException failure) {
      throw unavailable(
          "Expected a writable artifact directory [" + root + "], but " + failure, failure);
    }
    return new DirectoryArtifactStore(objects, incoming, leftovers, loadRate);
  }

  @Override
  public ArtifactHash put(InputStream content) {
    requireNonNull(content, "content is null");
    Path temporary = incoming.resolve(UUID.randomUUID().toString());
    try {
      leftovers.removeIfDue();
      ArtifactHash hash = write(content, temporary);
      moveIntoPlace(temporary, hash);
      return hash;
    } catch (IOException failure) {
      throw unavailable("Expected to store an artifact, but " + failure, failure);
    } finally {
      removeQuietly(temporary);
    }
  }

  private static ArtifactHash write(InputStream content, Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
        digest.update(buffer, 0, count);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
    return hashOf(digest);
  }

  /** A source that fails is the caller's trouble, a store that fails is ours. */
  private static int read(InputStream content, byte[] buffer) {
    try {
      return content.read(buffer);
    } catch (IOException failure) {
      throw new PlatformException(
          ErrorCode.ARTIFACT_INVALID,
          "Expected to read an artifact to its end, but " + failure,
          failure);
    }
  }

  /**
   * Replaces what is there: equal content, or bytes that have rotted since. Readers of the old file
   * keep it, because a rename only takes its name away.
   */
  private void moveIntoPlace(Path temporary, ArtifactHash hash) throws IOException {
    Path target = pathOf(hash);
    Path shelf = target.getParent();
    Files.createDirectories(shelf);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(shelf);
    // Always: another writer may have created the shelf and not forced it yet.
    forceDirectory(objects);
  }

  @Override
  public Path verified(ArtifactHash hash) {
    Path file = pathOf(hash);
    ArtifactHash actual;
    try (InputStream content = Files.newInputStream(file)) {
      actual = hashOf(content);
    } catch (NoSuchFileException missing) {
      throw missing(hash, missing);
    } catch (IOException failure) {
      throw unavailable("Expected to read artifact [" + hash + "], but " + failure, failure);
    }
    if (!actual.equals(hash)) {
      throw unavailable(
          "Expected the bytes of artifact [" + hash + "], but they hash to [" + actual + "]", null);
    }
    return file;
  }

  private ArtifactHash hashOf(InputStream content) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      digest.update(buffer, 0, count);
      rest(loadRate.take(count));
    }
    return hashOf(digest);
  }

  /** Blocks, as all of this store does; an interrupted thread goes on without a rest. */
  private static void rest(long nanos) {
    long begin = System.nanoTime();
    long left = nanos;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = nanos - (System.nanoTime() - begin);
    }
  }

  @Override
  public InputStream open(ArtifactHash hash) {
    try {
      return Files.newInputStream(pathOf(hash));
    } catch (NoSuchFileException missing) {
      throw missing(hash, missing);
    } catch (IOException failure) {
      throw unavailable("Expected to open artifact [" + hash + "], but " + failure, failure);
    }
  }

  @Override
  public boolean exists(ArtifactHash hash) {
    return Files.isRegularFile(pathOf(hash));
  }

  @Override
  public boolean delete(ArtifactHash hash) {
    Path file = pathOf(hash);
    try {
      boolean deleted = Files.deleteIfExists(file);
      if (deleted) {
        forceDirectory(file.getParent());
      }
      return deleted;
    } catch (IOException failure) {
      throw unavailable("Expected to delete artifact [" + hash + "], but " + failure, failure);
    }
  }

  @Override
  public List<StoredArtifact> list() {
    List<StoredArtifact> artifacts = new ArrayList<>();
    try (DirectoryStream<Path> shelves = Files.newDirectoryStream(objects, Files::isDirectory)) {
      for (Path shelf : shelves) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shelf, "[0-9a-f]*")) {
          for (Path file : files) {
            addIfArtifact(file, artifacts);
          }
        }
      }
    } catch (IOException failure) {
      throw unavailable("Expected to list artifacts, but " + failure, failure);
    }
    return artifacts;
  }

  private static void addIfArtifact(Path file, List<StoredArtifact> artifacts) throws IOException {
    String name = file.getFileName().toString();
    if (name.length() != 64) {
      return;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      artifacts.add(
          new StoredArtifact(
              new ArtifactHash(name),
              attributes.size(),
              attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException deletedMeanwhile) {
      LOG.debug("Artifact [{}] was deleted while listing", name);
    }
  }

  private Path pathOf(ArtifactHash hash) {
    return objects.resolve(hash.value().substring(0, 2)).resolve(hash.value());
  }

  /** A rename or a removal is only durable when its directory is. */
  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void removeQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException failure) {
      LOG.warn("Expected to remove [{}], but {}", temporary, failure.toString());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Expected SHA-256 on every JVM", impossible);
    }
  }

  private static ArtifactHash hashOf(MessageDigest digest) {
    return new ArtifactHash(HexFormat.of().formatHex(digest.digest()));
  }

  private static PlatformException missing(ArtifactHash hash, IOException cause) {
    return unavailable("Expected artifact [" + hash + "], but it is not in the store", cause);
  }

  private static PlatformException unavailable(String message, IOException cause) {
    return new PlatformException(ErrorCode.ARTIFACT_UNAVAILABLE, message, cause);
  }
}
