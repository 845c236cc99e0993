package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.JobSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobInputsTest {
  private static final long SAMPLES = 1000;
  private static final CsvLayout TABLE =
      new CsvLayout(
          true,
          ",",
          List.of(
              new CsvColumn("city", ColumnRole.FEATURE, ValueKind.CATEGORY),
              new CsvColumn("price", ColumnRole.TARGET, ValueKind.NUMBER)));

  @Test
  void reservesNothingForFilesThatAreMapped() {
    long mapped = bytes(DatasetFormat.NPY, null, null);

    assertThat(bytes(DatasetFormat.IDX, null, null) - mapped).isEqualTo(SAMPLES * 784);
    assertThat(bytes(DatasetFormat.NPZ, null, null) - mapped).isEqualTo(SAMPLES * 785 * 4);
    assertThat(bytes(DatasetFormat.CSV, TABLE, null) - mapped).isEqualTo(SAMPLES * 2 * 8);
  }

  @Test
  void reservesRoomForAllRowsOfWhichADatasetIsAPart() {
    long mapped = bytes(DatasetFormat.NPY, null, null);
    Split test = new Split(1, 0.25, Split.Part.TEST);
    Split train = test.withPart(Split.Part.TRAIN);

    assertThat(bytes(DatasetFormat.CSV, TABLE, test) - mapped).isEqualTo(4000 * 2 * 8);
    assertThat(bytes(DatasetFormat.CSV, TABLE, train) - mapped).isEqualTo(1333 * 2 * 8);
  }

  @Test
  void reservesRoomForTheSamplesOfTwoPasses() {
    // given: batches of 64
    long sample = 784 * Float.BYTES + Long.BYTES;
    DatasetSummary digits = data(DatasetFormat.NPY, null, null);
    DatasetSummary few =
        new DatasetSummary(digits.specification(), 10, digits.sampleShape(), 10, JobSamples.AT);
    JobInputs training = new JobInputs(version(), digits, null);
    JobInputs evaluated = new JobInputs(version(), digits, few);
    JobSpecification job = JobSamples.specification();
    long smallest = training.workerBytes(withMicroBatch(job, 1), 32);

    // then
    assertThat(training.workerBytes(job, 32) - smallest).isEqualTo(2 * 31 * sample);
    assertThat(training.workerBytes(withMicroBatch(job, 16), 32) - smallest)
        .isEqualTo(2 * 15 * sample);
    assertThat(training.workerBytes(withMicroBatch(job, 1000), 32) - smallest)
        .as("no pass is larger than the global batch")
        .isEqualTo(2 * 63 * sample);
    assertThat(evaluated.workerBytes(job, 32) - training.workerBytes(job, 32))
        .isEqualTo(2 * 10 * sample);
  }

  private static JobSpecification withMicroBatch(JobSpecification job, int micro) {
    return job.toBuilder().batch(new BatchSize(job.batch().global(), micro)).build();
  }

  @Test
  void servesWhatWasTrainedBehindThePlanOfTheDataset() {
    Signature module = version().signature();
    PreprocessingPlan pixels = plan(0.5);
    PreprocessingPlan former = plan(0.1);
    Signature before = module.behind(former, new RawInput(DataType.FP64, Shape.of(784), 1));

    JobInputs inputs = new JobInputs(version(before), images(pixels), null);

    assertThat(inputs.module()).isEqualTo(module);
    assertThat(inputs.trainedSignature())
        .isEqualTo(module.behind(pixels, RawInput.ofPixels(Shape.of(1, 28, 28))));
  }

  @Test
  void servesTheModuleAsItIsWhereTheDatasetHasNoPlan() {
    Signature module = version().signature();
    Signature before = module.behind(plan(0.1), RawInput.ofPixels(Shape.of(1, 28, 28)));

    JobInputs inputs = new JobInputs(version(before), images(null), null);

    assertThat(inputs.trainedSignature()).isEqualTo(module);
  }

  /** What the module takes as a row of pixels, clients bring as one. */
  @Test
  void asksForRawRowsInTheShapeOfTheModule() {
    Signature module =
        new Signature(
            List.of(new TensorSpec("pixels", DataType.FP32, Shape.of(784))),
            List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
            64,
            List.of());

    Signature served = new JobInputs(version(module), images(plan(0.5)), null).trainedSignature();

    assertThat(served.inputs())
        .containsExactly(new TensorSpec("pixels", DataType.UINT8, Shape.of(784)));
  }

  private static PreprocessingPlan plan(double mean) {
    return new PreprocessingPlan(
        784,
        List.of(FeaturePlan.ofNumber("all", Double.NaN, mean, 1)),
        1,
        false,
        UnknownCategory.REFUSE);
  }

  private static DatasetSummary images(PreprocessingPlan plan) {
    DatasetSpecification specification =
        new DatasetSpecification(new DatasetName("data"), DatasetFormat.IDX, List.of());
    return new DatasetSummary(
        specification,
        SAMPLES,
        Shape.of(1, 28, 28),
        10,
        JobSamples.AT,
        DataType.INT64,
        Shape.of(),
        plan,
        DatasetStatistics.NONE);
  }

  private static long bytes(DatasetFormat format, CsvLayout csv, Split split) {
    DatasetSummary data = data(format, csv, split);
    return new JobInputs(version(), data, null).workerBytes(JobSamples.specification(), 32);
  }

  private static DatasetSummary data(DatasetFormat format, CsvLayout csv, Split split) {
    DatasetSpecification specification =
        new DatasetSpecification(
            new DatasetName("data"), format, List.of(), csv, null, Preprocessing.NONE, split);
    return new DatasetSummary(specification, SAMPLES, Shape.of(1, 28, 28), 10, JobSamples.AT);
  }

  private static VersionSpecification version() {
    Signature signature =
        new Signature(
            List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28))),
            List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
            64,
            List.of());
    return version(signature);
  }

  private static VersionSpecification version(Signature signature) {
    return new VersionSpecification(
        new VersionName("1"), JobSamples.hash('a'), 1000, signature, "upload", JobSamples.AT);
  }
}
