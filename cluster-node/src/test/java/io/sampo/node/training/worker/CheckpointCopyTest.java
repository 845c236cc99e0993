package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.CheckpointCopy;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.checkpoint.GatedStore;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.OptimizerSpecification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint is the state of its step, although parameters and optimizer state change while it is
 * being written.
 */
class CheckpointCopyTest {
  private static final JobId JOB = new JobId("job");

  @TempDir private Path directory;
  private ArtifactStore artifacts;
  private TrainingFiles files;

  @BeforeEach
  void openStore() {
    files = new TrainingFiles(directory);
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
  }

  @Test
  @TrainingProperty("P21")
  void hashesToTheStateOfItsStepWhateverChangesMeanwhile() throws Exception {
    try (TrainingStep step = open(files.perceptron())) {
      // given: what is written while nothing changes
      fill(step, 0.25f);
      Checkpoint still = write(artifacts, step.copy(JOB, 3));

      // when
      GatedStore gated = new GatedStore(artifacts);
      CheckpointCopy copy = step.copy(JOB, 3);
      CompletableFuture<ArtifactHash> written =
          CompletableFuture.supplyAsync(() -> new CheckpointStore(gated).write(copy));
      gated.awaitArrival();
      fill(step, -7);
      gated.open();

      // then
      ArtifactHash manifest = written.get(60, TimeUnit.SECONDS);
      assertThat(new CheckpointStore(artifacts).verified(manifest)).isEqualTo(still);
      assertThat(write(artifacts, step.copy(JOB, 3)).module()).isNotEqualTo(still.module());
      assertRestores(still, 0.25f);
    }
  }

  private void assertRestores(Checkpoint checkpoint, float value) throws IOException {
    try (TrainingStep restored = open(artifacts.verified(checkpoint.module()))) {
      assertThat(RingTraining.copy(restored.parameters())).containsOnly(value);
      ByteBuffer state = restored.optimizerState();
      new CheckpointStore(artifacts).readOptimizerState(checkpoint, state);
      assertThat(RingTraining.copy(state)).containsOnly(value);
    }
    assertThat(Files.size(artifacts.verified(checkpoint.parameters())))
        .isEqualTo(checkpoint.parametersBytes());
  }

  private static Checkpoint write(ArtifactStore store, CheckpointCopy copy) {
    CheckpointStore checkpoints = new CheckpointStore(store);
    return checkpoints.verified(checkpoints.write(copy));
  }

  private static void fill(TrainingStep step, float value) {
    for (ByteBuffer buffer : new ByteBuffer[] {step.parameters(), step.optimizerState()}) {
      while (buffer.hasRemaining()) {
        buffer.putFloat(value);
      }
    }
  }

  private TrainingStep open(Path module) {
    return new RingTraining(
            files.training(), BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)))
        .open(module, 7);
  }
}
