package io.sampo.node.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint is there as a whole or not at all. Whatever ends its writing, and whichever of its
 * bytes rots, what is loaded is the newest complete one.
 */
class CheckpointCrashTest {
  private static final int DECILES = 10;

  @TempDir private Path directory;
  private ArtifactStore artifacts;
  private CheckpointStore checkpoints;
  private Checkpoint before;
  private Checkpoint after;
  private List<Long> sizes;

  /** Writes the second checkpoint elsewhere: content decides addresses, so they are known. */
  @BeforeEach
  void writeTheFirstAndForeseeTheSecond() throws IOException {
    artifacts = DirectoryArtifactStore.open(directory.resolve("store"), Clock.systemUTC());
    checkpoints = new CheckpointStore(artifacts);
    before = checkpoints.read(checkpoints.write(CheckpointSamples.copy(40)));
    ArtifactStore elsewhere =
        DirectoryArtifactStore.open(directory.resolve("elsewhere"), Clock.systemUTC());
    CheckpointStore rehearsal = new CheckpointStore(elsewhere);
    after = rehearsal.read(rehearsal.write(CheckpointSamples.copy(80)));
    sizes = new ArrayList<>();
    for (ArtifactHash file : filesInOrder(after)) {
      sizes.add(Files.size(elsewhere.verified(file)));
    }
  }

  @Test
  @TrainingProperty("P19")
  void loadsTheOneBeforeWhereverAProcessDies() {
    for (long bytes : everyDecileOfEveryFile()) {
      Throwable end = catchThrowable(() -> writeWithRoomFor(bytes, true));

      assertThat(end).as("after %d bytes", bytes).isInstanceOf(FailingStore.Killed.class);
      assertThat(artifacts.exists(CheckpointManifest.address(after))).isFalse();
      assertThat(loaded(reopened())).isEqualTo(before);
    }
  }

  @Test
  @TrainingProperty("P19")
  void loadsTheOneBeforeWhereverTheDiskIsFull() {
    for (long bytes : everyDecileOfEveryFile()) {
      Throwable end = catchThrowable(() -> writeWithRoomFor(bytes, false));

      assertThat(end).as("after %d bytes", bytes).isInstanceOf(PlatformException.class);
      assertThat(artifacts.exists(CheckpointManifest.address(after))).isFalse();
      assertThat(loaded(reopened())).isEqualTo(before);
    }
  }

  @Test
  @TrainingProperty("P19")
  void loadsTheNewOneOnceItsManifestIsThere() {
    // when
    writeWithRoomFor(sizes.stream().mapToLong(Long::longValue).sum(), true);

    // then
    assertThat(loaded(reopened())).isEqualTo(after);
    assertThat(stateOf(after)).isEqualTo(CheckpointSamples.floats(-80));
  }

  @Test
  @TrainingProperty("P19")
  void refusesOneThatHasRottenAnywhereAndLoadsTheOneBefore() throws IOException {
    checkpoints.write(CheckpointSamples.copy(80));

    for (ArtifactHash file : List.of(after.module(), after.optimizerState())) {
      Path path = artifacts.verified(file);
      byte[] whole = Files.readAllBytes(path);
      for (int decile = 0; decile < DECILES; decile++) {
        byte[] rotten = whole.clone();
        rotten[whole.length * decile / DECILES] ^= 1;
        Files.write(path, rotten);

        assertThat(catchThrowable(() -> checkpoints.verified(CheckpointManifest.address(after))))
            .hasMessageContaining("but they hash to");
        assertThat(loaded(checkpoints)).isEqualTo(before);
      }
      Files.write(path, whole);
      assertThat(loaded(checkpoints)).isEqualTo(after);
    }
  }

  @Test
  @TrainingProperty("P19")
  void writesAManifestAgainThatHasRotten() throws IOException {
    // given
    ArtifactHash manifest = checkpoints.write(CheckpointSamples.copy(80));
    Files.writeString(artifacts.verified(manifest), "rotten");
    assertThat(catchThrowable(() -> checkpoints.read(manifest))).isNotNull();

    // when
    Optional<CheckpointStore.Found> found = checkpoints.newestComplete(List.of(before, after));

    // then
    assertThat(found).contains(new CheckpointStore.Found(after, manifest));
    assertThat(checkpoints.verified(manifest)).isEqualTo(after);
  }

  @Test
  @TrainingProperty("P19")
  void findsNothingWhereNothingIsComplete() throws IOException {
    Files.writeString(artifacts.verified(before.module()), "rotten");

    assertThat(checkpoints.newestComplete(List.of(before, after))).isEmpty();
  }

  private void writeWithRoomFor(long bytes, boolean kills) {
    new CheckpointStore(new FailingStore(artifacts, directory.resolve("store"), bytes, kills))
        .write(CheckpointSamples.copy(80));
  }

  private List<Long> everyDecileOfEveryFile() {
    List<Long> limits = new ArrayList<>();
    long written = 0;
    for (long size : sizes) {
      for (int decile = 0; decile < DECILES; decile++) {
        limits.add(written + size * decile / DECILES);
      }
      written += size;
      // Everything of this file but its last byte.
      limits.add(written - 1);
    }
    return limits;
  }

  private static List<ArtifactHash> filesInOrder(Checkpoint checkpoint) {
    return List.of(
        checkpoint.module(),
        checkpoint.optimizerState(),
        checkpoint.parameters(),
        CheckpointManifest.address(checkpoint));
  }

  /** As the next process sees it. */
  private CheckpointStore reopened() {
    return new CheckpointStore(
        DirectoryArtifactStore.open(directory.resolve("store"), Clock.systemUTC()));
  }

  /** What a job that has published the first and perhaps the second goes on from. */
  private Checkpoint loaded(CheckpointStore store) {
    List<Checkpoint> published =
        artifacts.exists(CheckpointManifest.address(after))
            ? List.of(before, after)
            : List.of(before);
    return store.newestComplete(published).orElseThrow().checkpoint();
  }

  private ByteBuffer stateOf(Checkpoint checkpoint) {
    ByteBuffer state = ByteBuffer.allocateDirect(CheckpointSamples.FLOATS * Float.BYTES);
    checkpoints.readOptimizerState(checkpoint, state);
    return state;
  }
}
