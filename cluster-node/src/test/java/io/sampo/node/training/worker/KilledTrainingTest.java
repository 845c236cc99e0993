package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.KillableProcess;
import io.sampo.node.training.property.TrainingProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All workers of a training die at once, at any moment; others, more or fewer, go on from the
 * newest checkpoint. It ends with the bits of a training that nobody has interrupted.
 *
 * <p>Seen red with a restored worker that keeps the optimizer state of a new one.
 */
class KilledTrainingTest {
  private static final int LAST = 150;
  private static final long SEED = 20;
  private static final List<Integer> WORKERS = List.of(3, 1);
  private static final int MOST_CHECKPOINTS = 3;
  private static final int MOST_MILLIS = 150;

  @TempDir private Path directory;
  private String newest = TrainingProcess.NOTHING;

  @Test
  @TrainingProperty("P20")
  void endsWithTheSameBitsHoweverOftenEverybodyIsKilled() throws Exception {
    // given
    TrainingProcess world = new TrainingProcess(directory);
    float[] uninterrupted = world.uninterrupted(LAST);
    Random random = new Random(SEED);

    // when
    for (int workers : WORKERS) {
      int checkpoints = 1 + random.nextInt(MOST_CHECKPOINTS);
      try (KillableProcess process = train(workers)) {
        for (int i = 0; i < checkpoints; i++) {
          newest = process.hear().orElseThrow();
        }
        process.killAfter(Duration.ofMillis(random.nextInt(MOST_MILLIS)));
        hearToItsEnd(process);
        assertThat(process.exitCode()).isEqualTo(KillableProcess.KILLED);
      }
    }
    int killedLastBehind = world.stepOf(newest);
    try (KillableProcess process = train(2)) {
      hearToItsEnd(process);
      assertThat(process.exitCode()).isZero();
    }

    // then
    assertThat(killedLastBehind).isBetween(1, LAST - 1);
    assertThat(world.stepOf(newest)).isEqualTo(LAST);
    try (TrainingStep end = world.open(newest)) {
      assertThat(RingTraining.copy(end.parameters())).isEqualTo(uninterrupted);
    }
  }

  private KillableProcess train(int workers) throws Exception {
    return new KillableProcess(TrainingProcess.class, directory, workers, newest, LAST);
  }

  private void hearToItsEnd(KillableProcess process) throws Exception {
    for (Optional<String> said = process.hear(); said.isPresent(); said = process.hear()) {
      newest = said.get();
    }
  }
}
