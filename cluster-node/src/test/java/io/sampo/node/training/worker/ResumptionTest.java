package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.engine.TrainableModel;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.SgdMomentum;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.Loss;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Property P20: a training that goes on from a checkpoint, with however many workers, ends with the
 * bits of one that was never interrupted. Real module, with gradients that are whole numbers so
 * that sums do not depend on their order; real ring, real store.
 */
class ResumptionTest {
  private static final int INTERRUPTED = 45;
  private static final int LAST = 100;

  @TempDir private Path directory;
  private TrainingFiles files;
  private Dataset digits;
  private CheckpointStore checkpoints;
  private ArtifactStore artifacts;

  @BeforeEach
  void openStore() {
    files = new TrainingFiles(directory);
    digits = files.training();
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    checkpoints = new CheckpointStore(artifacts);
  }

  @Test
  void endsWithTheSameBitsWithFewerAndWithMoreWorkers() throws Exception {
    // given
    float[] uninterrupted = RingTraining.train(digits.size(), 1, 1, LAST, this::begin);
    ArtifactHash ofThree = trainUntilInterrupted(3);
    ArtifactHash ofOne = trainUntilInterrupted(1);

    // when
    float[] fewer = resume(ofThree, 2);
    float[] more = resume(ofOne, 3);

    // then
    assertThat(fewer).containsExactly(uninterrupted);
    assertThat(more).containsExactly(uninterrupted);
  }

  private ArtifactHash trainUntilInterrupted(int workers) throws Exception {
    AtomicReference<ArtifactHash> manifest = new AtomicReference<>();
    RingTraining.train(
        digits.size(),
        workers,
        1,
        INTERRUPTED,
        this::begin,
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
    return RingTraining.train(
        digits.size(), workers, INTERRUPTED + 1, LAST, () -> restored(checkpoint));
  }

  private TrainingStep begin() {
    return open(files.integerGradient());
  }

  private TrainingStep restored(Checkpoint checkpoint) {
    TrainingStep step = open(artifacts.verified(checkpoint.module()));
    ByteBuffer state = step.optimizerState();
    assertThat(state.remaining()).isPositive();
    checkpoints.readOptimizerState(checkpoint, state);
    step.stateReplaced();
    return step;
  }

  private TrainingStep open(Path module) {
    TrainableModel model = new DjlModelEngine().loadTrainable(module, TrainingFiles.DIGITS);
    return new TrainingStep(
        model,
        digits,
        new TrainingRecipe(
            Loss.CROSS_ENTROPY, new SgdMomentum(0.05f, 0.9f), Shape.of(1, 28, 28), 7, 32));
  }
}
