package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.time.Instant;

/**
 * A registered dataset, with what was read from its files. Also the state of its entity.
 *
 * @param sampleShape of one input, without a batch dimension
 * @param classes one more than the highest label; 0 where targets are numbers
 * @param targetType INT64 for classes, FP32 for numbers
 * @param targetShape of one target, without a batch dimension
 * @param plan how inputs are made of raw rows; null where they are passed on as they are
 */
public record DatasetSummary(
    DatasetSpecification specification,
    long samples,
    Shape sampleShape,
    int classes,
    Instant registeredAt,
    DataType targetType,
    Shape targetShape,
    PreprocessingPlan plan,
    DatasetStatistics statistics)
    implements WireMessage {
  public DatasetSummary {
    requireNonNull(specification, "specification is null");
    requireNonNull(sampleShape, "sampleShape is null");
    requireNonNull(registeredAt, "registeredAt is null");
    requireNonNull(targetType, "targetType is null");
    requireNonNull(targetShape, "targetShape is null");
    requireNonNull(statistics, "statistics is null");
  }

  /** Of a dataset whose targets are single classes, with nothing more known. */
  public DatasetSummary(
      DatasetSpecification specification,
      long samples,
      Shape sampleShape,
      int classes,
      Instant registeredAt) {
    this(
        specification,
        samples,
        sampleShape,
        classes,
        registeredAt,
        DataType.INT64,
        Shape.of(),
        null,
        DatasetStatistics.NONE);
  }

  /**
   * How a raw row comes that the plan makes an input of: a tensor, or null where each feature comes
   * by itself, as a column. FP64 holds every number of a NumPy array as it is read.
   */
  public RawInput rawInput() {
    return switch (specification.format()) {
      case CSV -> null;
      case IDX -> RawInput.ofPixels(sampleShape);
      case NPY, NPZ -> new RawInput(DataType.FP64, sampleShape, 1);
      case RAW -> new RawInput(specification.raw().inputs().dataType(), sampleShape, 1);
    };
  }

  /** Without what may be long about single features, for copies that are held everywhere. */
  public DatasetSummary brief() {
    return new DatasetSummary(
        specification,
        samples,
        sampleShape,
        classes,
        registeredAt,
        targetType,
        targetShape,
        null,
        DatasetStatistics.NONE);
  }

  /** What whoever reads it needs of this. */
  public PlannedDataset planned() {
    return new PlannedDataset(specification, plan);
  }
}
