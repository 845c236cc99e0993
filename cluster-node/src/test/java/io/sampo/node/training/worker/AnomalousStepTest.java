package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.SeededPermutation;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sample that is no number, in the share of one worker, is found by all of them. */
class AnomalousStepTest {
  private static final int SEED = 3;
  private static final int STEPS = 4;

  /** In the second step, which is of 64 samples as all are. */
  private static final long BAD_POSITION = 64 + 20;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @TrainingProperty("P26")
  void isFoundByAllWorkersAndLeavesTheirParametersAloneWhereItIsSkipped(int workers)
      throws Exception {
    // given
    TrainingFiles files = new TrainingFiles(directory);
    Map<Integer, Map<Long, Boolean>> sound = new ConcurrentSkipListMap<>();
    Map<Integer, List<Integer>> checksums = new ConcurrentSkipListMap<>();
    RingTraining training =
        new RingTraining(
            new OneBad(files.training()),
            BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)),
            (step, rank, number, samples) -> {
              boolean good = step.isGradientFinite();
              assertThat(Double.isFinite(step.total().lossSum())).isEqualTo(good);
              assertThat(step.total().samples()).isEqualTo(samples);
              sound
                  .computeIfAbsent(rank, unused -> new ConcurrentSkipListMap<>())
                  .put(number, good);
              if (good) {
                step.apply(number, samples);
              } else {
                int before = step.stateChecksum();
                step.stateReplaced();
                checksums.put(rank, List.of(before, step.stateChecksum()));
              }
            });

    // when
    float[] parameters = training.train(files.convolution(), SEED, workers, STEPS);

    // then
    assertThat(sound).hasSize(workers);
    assertThat(sound.values())
        .allSatisfy(
            steps -> assertThat(steps).isEqualTo(Map.of(1L, true, 2L, false, 3L, true, 4L, true)));
    assertThat(checksums.values())
        .allSatisfy(pair -> assertThat(pair.get(0)).isEqualTo(pair.get(1)));
    for (float parameter : parameters) {
      assertThat(parameter).isFinite();
    }
  }

  /** Digits, one of which has no numbers for pixels. */
  private record OneBad(Dataset digits) implements Dataset {

    private boolean isBad(long index) {
      return index == new SeededPermutation(digits.size(), SEED, 0).at(BAD_POSITION);
    }

    @Override
    public long size() {
      return digits.size();
    }

    @Override
    public Shape sampleShape() {
      return digits.sampleShape();
    }

    @Override
    public DataType targetType() {
      return digits.targetType();
    }

    @Override
    public Shape targetShape() {
      return digits.targetShape();
    }

    @Override
    public int classCount() {
      return digits.classCount();
    }

    @Override
    public void read(long index, int slot, ByteBuffer inputs, ByteBuffer targets) {
      digits.read(index, slot, inputs, targets);
      if (isBad(index)) {
        int pixels = Math.toIntExact(digits.sampleShape().elementCount());
        for (int i = 0; i < pixels; i++) {
          inputs.putFloat((slot * pixels + i) * Float.BYTES, Float.NaN);
        }
      }
    }
  }
}
