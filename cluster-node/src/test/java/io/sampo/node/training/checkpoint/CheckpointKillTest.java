package io.sampo.node.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.artifact.StoredArtifact;
import io.sampo.node.training.KillableProcess;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private static final int MOST_SAYINGS = 30;

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
      try (KillableProcess writer = writer(whole + bytes)) {
        hearToItsEnd(writer);
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
      int sayings = 1 + random.nextInt(MOST_SAYINGS);
      try (KillableProcess writer = writer(-1)) {
        for (int saying = 0; saying < sayings; saying++) {
          take(writer.hear().orElseThrow());
        }
        writer.killAfter(Duration.ZERO);
        hearToItsEnd(writer);
      }

      assertOnlyWholeCheckpoints("behind saying %d of process %d".formatted(sayings, i));
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

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(store().resolve("incoming"))) {
      return files.toList();
    }
  }

  private Path store() {
    return directory.resolve("store");
  }

  /** A process that goes on behind what was published last. */
  private KillableProcess writer(long bytes) throws IOException {
    long from = published.isEmpty() ? FIRST_STEP : published.lastKey() + 1;
    return new KillableProcess(
        CheckpointingProcess.class, store(), from, from + MOST_SAYINGS, bytes);
  }

  private void hearToItsEnd(KillableProcess writer) throws Exception {
    for (Optional<String> said = writer.hear(); said.isPresent(); said = writer.hear()) {
      take(said.get());
    }
    assertThat(writer.exitCode()).isEqualTo(KillableProcess.KILLED);
  }

  private void take(String said) {
    if (said.startsWith(CheckpointingProcess.PUBLISHED)) {
      String[] words = said.split(" ");
      published.put(Long.parseLong(words[1]), new ArtifactHash(words[2]));
    }
  }
}
