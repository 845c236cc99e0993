package io.sampo.node.training.worker;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.training.KillableProcess;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A process in which so many workers train a module with gradients that are whole numbers, from a
 * checkpoint on. It writes a checkpoint every few steps and says the address of its manifest, as a
 * job would have it published.
 */
final class TrainingProcess {
  /** Instead of the address of a manifest: from the first step on. */
  static final String NOTHING = "nothing";

  private static final JobId JOB = new JobId("job");
  private static final int SEED = 7;
  private static final int EVERY_STEPS = 10;

  private final TrainingFiles files;
  private final RingTraining training;
  private final ArtifactStore artifacts;
  private final CheckpointStore checkpoints;

  TrainingProcess(Path directory) {
    this.files = new TrainingFiles(directory);
    this.training =
        new RingTraining(
            files.training(), BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)));
    this.artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    this.checkpoints = new CheckpointStore(artifacts);
  }

  /**
   * @param arguments directory; number of workers; address of a manifest; last step
   */
  public static void main(String[] arguments) throws Exception {
    new TrainingProcess(Path.of(arguments[0]))
        .train(Integer.parseInt(arguments[1]), arguments[2], Integer.parseInt(arguments[3]));
  }

  private void train(int workers, String begin, int last) throws Exception {
    AtomicReference<String> manifest = new AtomicReference<>(begin);
    for (int step = stepOf(begin); step < last; step += EVERY_STEPS) {
      int next = step + EVERY_STEPS;
      training.train(
          workers,
          step + 1,
          next,
          () -> open(manifest.get()),
          (rank, worker) -> {
            if (rank == 0) {
              manifest.set(checkpoints.write(worker.copy(JOB, next)).value());
            }
          });
      KillableProcess.say(manifest.get());
    }
  }

  /** Of the checkpoint; 0 of none. */
  int stepOf(String manifest) {
    return manifest.equals(NOTHING) ? 0 : (int) read(manifest).step();
  }

  /** A worker that has restored the checkpoint. */
  TrainingStep open(String manifest) {
    if (manifest.equals(NOTHING)) {
      return training.open(files.integerGradient(), SEED);
    }
    Checkpoint checkpoint = read(manifest);
    TrainingStep step = training.open(artifacts.verified(checkpoint.module()), SEED);
    checkpoints.readOptimizerState(checkpoint, step.optimizerState());
    step.stateReplaced();
    return step;
  }

  /** The parameters of a training that nobody interrupts. */
  float[] uninterrupted(int last) throws Exception {
    return training.train(files.integerGradient(), SEED, 1, last);
  }

  private Checkpoint read(String manifest) {
    return checkpoints.verified(new ArtifactHash(manifest));
  }
}
