package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.node.training.ring.DataPlaneException;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.WorkerProtocol.Peer;
import io.sampo.protocol.training.WorkerSpecification;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.StepRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A single worker's device with a real module, a real store and a ring of one. */
class WorkerDeviceTest {
  private static final JobId JOB = new JobId("digits");
  private static final WorkerIncarnation WORKER = new WorkerIncarnation(new UUID(1, 1));
  private static final int BATCH = 100;
  private static final int MICRO_BATCH = 30;

  /** The passes of a batch: three of 30 samples and one of 10. */
  private static final int PASSES = 4;

  @TempDir private Path directory;
  private final PassCountingEngine engine = new PassCountingEngine(new DjlModelEngine());
  private TrainingFiles files;
  private DirectoryArtifactStore artifacts;
  private RingDataPlane dataPlane;

  @BeforeEach
  void openNode() {
    files = new TrainingFiles(directory);
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    dataPlane =
        RingDataPlane.start(
            new DataPlaneSettings(
                "127.0.0.1",
                0,
                64 * 1024,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2)));
  }

  @AfterEach
  void closeNode() {
    dataPlane.close();
  }

  @Test
  void takesAsManyPassesAsTheMicroBatchOfTheJobMakes() throws Exception {
    assertThat(passesOfAStep(MICRO_BATCH)).isEqualTo(PASSES);
    assertThat(passesOfAStep(BATCH)).isEqualTo(1);
    assertThat(passesOfAStep(0)).as("those of the node").isEqualTo(2);
  }

  private int passesOfAStep(int microBatch) throws Exception {
    try (WorkerDevice device = load(engine, microBatch)) {
      engine.afterPass(pass -> {});
      compute(device, start(1, 1));
      return engine.passes();
    }
  }

  /** Of what was computed until then nothing may be left in the gradients. */
  @Test
  @TrainingProperty(value = "P23", extent = Extent.WITHOUT_FAILURES)
  void repeatsOnlyTheStepThatWasAbandonedBetweenMicroBatches() throws Exception {
    // given
    int undisturbed;
    try (WorkerDevice device = load(engine, MICRO_BATCH)) {
      engine.afterPass(pass -> {});
      undisturbed = trainTwoSteps(device, 1);
    }

    for (int given = 1; given <= PASSES; given++) {
      // when
      try (WorkerDevice device = load(engine, MICRO_BATCH)) {
        int last = given;
        GenerationStep open = new GenerationStep(1, 1);
        engine.afterPass(
            pass -> {
              if (pass == last) {
                device.abandon(open);
              }
            });
        assertThatThrownBy(() -> compute(device, start(1, 1)))
            .isInstanceOfSatisfying(
                DataPlaneException.class,
                failure ->
                    assertThat(failure.reason()).isEqualTo(DataPlaneException.Reason.ABORTED));
        assertThat(engine.passes()).as("passes of the step").isEqualTo(given);
        engine.afterPass(pass -> {});

        // then
        assertThat(trainTwoSteps(device, 2)).isEqualTo(undisturbed);
        assertThat(engine.passes()).as("passes afterwards").isEqualTo(2 * PASSES);
      }
    }
  }

  /** Returns a checksum over parameters and optimizer after the first step and the second sum. */
  private static int trainTwoSteps(WorkerDevice device, long generation) throws Exception {
    compute(device, start(generation, 1));
    device.apply(new GenerationStep(generation, 1));
    WorkerDevice.Staged staged = compute(device, start(generation, 2));
    return 31 * staged.stateChecksum() + staged.reduced().checksum();
  }

  private static WorkerDevice.Staged compute(WorkerDevice device, StepStart start)
      throws DataPlaneException {
    return device.compute(start, Map.of(WORKER, new Peer(WORKER, "127.0.0.1", 1)));
  }

  private static StepStart start(long generation, long step) {
    return new StepStart(
        JOB,
        new GenerationStep(generation, step),
        new StepRange(0, (step - 1) * BATCH, BATCH),
        List.of(WORKER),
        Double.POSITIVE_INFINITY);
  }

  private WorkerDevice load(ModelEngine modules, int microBatch) {
    WorkerEnvironment environment =
        new WorkerEnvironment(
            modules,
            artifacts,
            dataPlane,
            new WorkerSettings(
                64,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMillis(100)));
    WorkerDevice device =
        new WorkerDevice(
            environment,
            new WorkerSpecification(
                JOB,
                WORKER,
                job(microBatch),
                put(files.convolution()),
                TrainingFiles.DIGITS,
                null,
                new PlannedDataset(digits(), null),
                null,
                1,
                "token",
                1));
    device.load();
    return device;
  }

  private static JobSpecification job(int microBatch) {
    return JobSpecification.builder(
            ModelVersion.of("digits", "1"),
            new DatasetName("digits"),
            Loss.CROSS_ENTROPY,
            OptimizerSpecification.sgd(0.1, 0.9))
        .batch(new BatchSize(BATCH, microBatch))
        .build();
  }

  private DatasetSpecification digits() {
    return new DatasetSpecification(
        new DatasetName("digits"),
        DatasetFormat.IDX,
        List.of(
            new DatasetFile("images", put(files.trainingImages()), 1),
            new DatasetFile("labels", put(files.trainingLabels()), 1)));
  }

  private ArtifactHash put(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return artifacts.put(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
