package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.property.TrainingProperty;
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
import io.sampo.protocol.training.EvaluationSums;
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
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerDeviceEvaluationTest {
  private static final JobId JOB = new JobId("digits");
  private static final WorkerIncarnation WORKER = new WorkerIncarnation(new UUID(1, 1));
  private static final GenerationStep FIRST = new GenerationStep(1, 1);

  @TempDir private Path directory;
  private DirectoryArtifactStore artifacts;

  @Test
  @TrainingProperty("P34")
  void evaluatesNoStepButTheOneThatIsApplied() throws Exception {
    // given
    artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    try (RingDataPlane dataPlane = dataPlane();
        WorkerDevice device = new WorkerDevice(environment(dataPlane), specification())) {
      device.load();

      // when: the first step is reduced into staging, then applied
      device.compute(
          new StepStart(
              JOB, FIRST, new StepRange(0, 0, 100), List.of(WORKER), Double.POSITIVE_INFINITY),
          peers());
      Optional<EvaluationSums> staged = device.evaluate(1, 0, 10);
      device.apply(FIRST);
      Optional<EvaluationSums> applied = device.evaluate(1, 0, 10);

      // then
      assertThat(staged).isEmpty();
      assertThat(applied).map(EvaluationSums::samples).contains(10L);
      assertThat(device.evaluate(0, 0, 10)).isEmpty();
      assertThat(device.evaluate(2, 0, 10)).isEmpty();
    }
  }

  private static Map<WorkerIncarnation, Peer> peers() {
    return Map.of(WORKER, new Peer(WORKER, "127.0.0.1", 1));
  }

  private WorkerEnvironment environment(RingDataPlane dataPlane) {
    return new WorkerEnvironment(
        FakeModelEngine.instant(),
        artifacts,
        dataPlane,
        new WorkerSettings(
            32,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(100)));
  }

  private static RingDataPlane dataPlane() {
    return RingDataPlane.start(
        new DataPlaneSettings(
            "127.0.0.1",
            0,
            64 * 1024,
            0,
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2)));
  }

  private WorkerSpecification specification() {
    TrainingFiles files = new TrainingFiles(directory);
    JobSpecification job =
        JobSpecification.builder(
                ModelVersion.of("digits", "1"),
                new DatasetName("digits"),
                Loss.CROSS_ENTROPY,
                OptimizerSpecification.sgd(0.1, 0))
            .build();
    return new WorkerSpecification(
        JOB,
        WORKER,
        job,
        put(files.perceptron()),
        TrainingFiles.DIGITS,
        null,
        new PlannedDataset(images("digits", files.trainingImages(), files.trainingLabels()), null),
        new PlannedDataset(images("held-out", files.heldOutImages(), files.heldOutLabels()), null),
        1,
        "token",
        1);
  }

  private DatasetSpecification images(String name, Path images, Path labels) {
    return new DatasetSpecification(
        new DatasetName(name),
        DatasetFormat.IDX,
        List.of(
            new DatasetFile("images", put(images), 1), new DatasetFile("labels", put(labels), 1)));
  }

  private ArtifactHash put(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return artifacts.put(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
