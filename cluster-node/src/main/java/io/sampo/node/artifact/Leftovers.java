package io.sampo.node.artifact;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that processes which died have left in the directory of unfinished uploads. Several nodes
 * write there, and none knows which of the others live; so a file counts as left when nothing has
 * been written to it for an hour. Should somebody still write it after so long a rest, the upload
 * fails, and nothing else. Thread-safe; blocks.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration AGE = Duration.ofHours(1);

  private final Path directory;
  private final Clock clock;
  private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MIN);

  Leftovers(Path directory, Clock clock) {
    this.directory = requireNonNull(directory, "directory is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Removes them, at most once an hour; whoever comes in between goes on at once. */
  void removeIfDue() {
    Instant now = clock.instant();
    Instant when = due.get();
    if (now.isBefore(when) || !due.compareAndSet(when, now.plus(AGE))) {
      return;
    }
    try {
      removeBefore(now.minus(AGE));
    } catch (IOException | DirectoryIteratorException failure) {
      // Room is lost, nothing else.
      LOG.warn("Unfinished uploads stay: {}", failure.toString());
    }
  }

  private void removeBefore(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (isOlder(file, before) && Files.deleteIfExists(file)) {
          LOG.info("Removed unfinished upload [{}]", file.getFileName());
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (NoSuchFileException finishedMeanwhile) {
      return false;
    }
  }
}
