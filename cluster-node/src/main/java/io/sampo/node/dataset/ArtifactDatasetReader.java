package io.sampo.node.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.DatasetFiles;
import io.sampo.node.training.data.OpenedDataset;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** Reads datasets whose files are in the artifact store. */
public final class ArtifactDatasetReader implements DatasetReader {
  private final ArtifactStore store;

  public ArtifactDatasetReader(ArtifactStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public DatasetSummary read(DatasetSpecification specification, Instant at) {
    OpenedDataset opened = DatasetFiles.open(specification, store::verified);
    DatasetStatistics statistics = opened.check();
    Dataset dataset = opened.dataset();
    return new DatasetSummary(
        specification,
        dataset.size(),
        dataset.sampleShape(),
        dataset.classCount(),
        at,
        dataset.targetType(),
        dataset.targetShape(),
        opened.plan(),
        statistics);
  }

  @Override
  public DatasetPreview preview(PlannedDataset registered, int rows) {
    Dataset dataset = DatasetFiles.open(registered, store::verified).dataset();
    int inputNumbers = Math.toIntExact(dataset.sampleShape().elementCount());
    int targetNumbers = Math.toIntExact(dataset.targetShape().elementCount());
    int longest = Math.max(inputNumbers, targetNumbers);
    long shown =
        Math.max(
            1, Math.min(DatasetPreview.MOST_NUMBERS / longest, Math.min(rows, dataset.size())));
    Part inputs = new Part("inputs", DataType.FP32, inputNumbers, (int) shown);
    Part targets = new Part("targets", dataset.targetType(), targetNumbers, (int) shown);
    for (int row = 0; row < shown; row++) {
      dataset.read(row, row, inputs.buffer, targets.buffer);
    }
    return new DatasetPreview(inputs.tensor(), targets.tensor());
  }

  /** The inputs or the targets of all rows of a preview. */
  private static final class Part {
    private final String name;
    private final DataType type;
    private final int numbers;
    private final int rows;
    private final ByteBuffer buffer;

    Part(String name, DataType type, int numbers, int rows) {
      this.name = name;
      this.type = type;
      this.numbers = numbers;
      this.rows = rows;
      this.buffer =
          ByteBuffer.allocate(
                  Math.multiplyExact(Math.multiplyExact(numbers, rows), type.elementBytes()))
              .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Only a single row can be too long, and is cut. */
    Tensor tensor() {
      int shown = Math.min(numbers, DatasetPreview.MOST_NUMBERS);
      int bytes = rows * shown * type.elementBytes();
      return Tensor.wrap(name, type, Shape.of(rows, shown), buffer.array(), 0, bytes);
    }
  }
}
