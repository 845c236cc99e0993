package io.sampo.node.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.artifact.StoredArtifact;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that write checkpoints into one store and are killed, each in the middle of what
 * the one before has left behind. What was published stays whole, and nothing else is taken for a
 * checkpoint.
 *
 * <p>Seen red with a {@code CheckpointStore} that stored the manifest before what it names.
 */
class CheckpointKillTest {
  private static final long SEED = 19;

  /** All steps have as many digits, so all checkpoints are of one size. */
  private static final long FIRST_STEP = 1_000;

  private static final int SHARES = 12;
  private static final int KILLS = 8;
  private static final int MOST_LINES = 30;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final TreeMap<Long, ArtifactHash> published = new TreeMap<>();

  @Test
  @TrainingProperty("P19")
  void usesTheOneBeforeAtWhicheverByteTheProcessDies() throws Exception {
    List<Long> sizes = readsInOrder();
    long whole = sizes.stream().mapToLong(Long::longValue).sum();
    for (long bytes : moments(sizes)) {
      // when it publishes one and dies within the next
      int before = published.size();
      try (Writer writer = new Writer(whole + bytes)) {
        writer.readToItsEnd();
      }

      // then
      assertThat(published).as("after %d bytes", bytes).hasSize(before + 1);
      assertOnlyWholeCheckpoints("after %d bytes".formatted(bytes));
    }
    assertThat(leftovers()).isNotEmpty();
    assertLeftoversGoWithTime();
  }

  @Test
  @TrainingProperty("P19")
  void usesTheOneBeforeAtWhateverMomentTheProcessIsKilled() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      int lines = 1 + random.nextInt(MOST_LINES);
      try (Writer writer = new Writer(-1)) {
        writer.readLines(lines);
        writer.kill();
        writer.readToItsEnd();
      }

      assertOnlyWholeCheckpoints("behind line %d of process %d".formatted(lines, i));
    }
    assertThat(published).isNotEmpty();
  }

  /** As the next process finds it. */
  private void assertOnlyWholeCheckpoints(String when) throws IOException {
    ArtifactStore artifacts = DirectoryArtifactStore.open(store(), Clock.systemUTC());
    CheckpointStore checkpoints = new CheckpointStore(artifacts);
    List<Checkpoint> known = new ArrayList<>();
    published.forEach(
        (step, manifest) -> {
          Checkpoint checkpoint = checkpoints.verified(manifest);
          assertThat(checkpoint.step()).as(when).isEqualTo(step);
          artifacts.verified(checkpoint.parameters());
          known.add(checkpoint);
        });
    if (!known.isEmpty()) {
      assertThat(checkpoints.newestComplete(known).orElseThrow().manifest())
          .as(when)
          .isEqualTo(published.lastEntry().getValue());
    }
    for (StoredArtifact stored : artifacts.list()) {
      artifacts.verified(stored.hash());
      if (isManifest(checkpoints, stored.hash())) {
        artifacts.verified(checkpoints.verified(stored.hash()).parameters());
      }
    }
  }

  private static boolean isManifest(CheckpointStore checkpoints, ArtifactHash hash) {
    try {
      checkpoints.read(hash);
      return true;
    } catch (PlatformException somethingElse) {
      return false;
    }
  }

  private void assertLeftoversGoWithTime() throws IOException {
    DirectoryArtifactStore.open(store(), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
    assertThat(leftovers()).isEmpty();
  }

  /** In the second checkpoint: anywhere, and around the end of each of its files. */
  private TreeSet<Long> moments(List<Long> sizes) {
    Random chance = new Random(SEED);
    long whole = sizes.stream().mapToLong(Long::longValue).sum();
    TreeSet<Long> moments = new TreeSet<>();
    for (int share = 0; share < SHARES; share++) {
      moments.add((long) ((share + chance.nextDouble()) * whole / SHARES));
    }
    long end = 0;
    for (long size : sizes) {
      moments.addAll(List.of(end, end + size - 2, end + size - 1));
      end += size;
    }
    return moments;
  }

  private List<Long> readsInOrder() throws IOException {
    ArtifactStore elsewhere =
        DirectoryArtifactStore.open(directory.resolve("elsewhere"), Clock.systemUTC());
    CheckpointStore rehearsal = new CheckpointStore(elsewhere);
    ArtifactHash manifest = rehearsal.write(CheckpointSamples.copy(FIRST_STEP));
    Checkpoint checkpoint = rehearsal.read(manifest);
    List<Long> sizes = new ArrayList<>();
    for (ArtifactHash file :
        List.of(
            checkpoint.module(), checkpoint.optimizerState(), checkpoint.parameters(), manifest)) {
      // Its end counts as a byte.
      sizes.add(1 + Files.size(elsewhere.verified(file)));
    }
    return sizes;
  }

  private long last() {
    return published.lastKey();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(store().resolve("incoming"))) {
      return files.toList();
    }
  }

  private Path store() {
    return directory.resolve("store");
  }

  /** A child that goes on behind what was published last. */
  private final class Writer implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    Writer(long bytes) throws IOException {
      long from = published.isEmpty() ? FIRST_STEP : last() + 1;
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  CheckpointingProcess.class.getName(),
                  store().toString(),
                  Long.toString(from),
                  Long.toString(from + MOST_LINES),
                  Long.toString(bytes))
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      process = builder.start();
      output = process.inputReader();
    }

    void readLines(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        take(output.readLine());
      }
    }

    void kill() {
      // Through the handle: the process itself would close what the child has said.
      process.toHandle().destroyForcibly();
    }

    void readToItsEnd() throws Exception {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        take(line);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(CheckpointingProcess.KILLED);
    }

    private void take(String line) {
      if (line.startsWith(CheckpointingProcess.PUBLISHED)) {
        String[] words = line.split(" ");
        published.put(Long.parseLong(words[1]), new ArtifactHash(words[2]));
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      output.close();
    }
  }
}
