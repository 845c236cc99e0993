package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that goes on from a checkpoint, with however many workers, ends with the bits of one
 * that was never interrupted. Real module, with gradients that are whole numbers so that sums do
 * not depend on their order; real ring, real store.
 */
class ResumptionTest {
  private static final int INTERRUPTED = 45;
  private static final int LAST = 100;
  private static final int SEED = 7;

  @TempDir private Path directory;
  private TrainingFiles files;
  private RingTraining training;
  private CheckpointStore checkpoints;
  private ArtifactStore artifacts;

  @BeforeEach
  void openStore() {
    files = new TrainingFiles(directory);
    training =
        new RingTraining(
            files.training(), BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)));
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    checkpoints = new CheckpointStore(artifacts);
  }

  @Test
  @TrainingProperty("P20")
  void endsWithTheSameBitsWithFewerAndWithMoreWorkers() throws Exception {
    // given
    float[] uninterrupted = training.train(files.integerGradient(), SEED, 1, LAST);
    ArtifactHash ofThree = trainUntilInterrupted(3);
    ArtifactHash ofOne = trainUntilInterrupted(1);

    // when
    float[] fewer = resume(ofThree, 2);
    float[] more = resume(ofOne, 3);

    // then
    assertThat(fewer).isEqualTo(uninterrupted);
    assertThat(more).isEqualTo(uninterrupted);
  }

  private ArtifactHash trainUntilInterrupted(int workers) throws Exception {
    AtomicReference<ArtifactHash> manifest = new AtomicReference<>();
    training.train(
        workers,
        1,
        INTERRUPTED,
        () -> training.open(files.integerGradient(), SEED),
        (rank, step) -> {
          if (rank == 0) {
            manifest.set(checkpoints.write(step.copy(new JobId("job"), INTERRUPTED)));
          }
        });
    return manifest.get();
  }

  private float[] resume(ArtifactHash manifest, int workers) throws Exception {
    Checkpoint checkpoint = checkpoints.verified(manifest);
    assertThat(checkpoint.step()).isEqualTo(INTERRUPTED);
    return training.train(
        workers, INTERRUPTED + 1, LAST, () -> restored(checkpoint), (rank, step) -> {});
  }

  private TrainingStep restored(Checkpoint checkpoint) {
    TrainingStep step = training.open(artifacts.verified(checkpoint.module()), SEED);
    ByteBuffer state = step.optimizerState();
    assertThat(state.remaining()).isPositive();
    checkpoints.readOptimizerState(checkpoint, state);
    step.stateReplaced();
    return step;
  }
}
