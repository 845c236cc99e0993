package io.sampo.node.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.DatasetFiles;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
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
    Dataset dataset = DatasetFiles.open(specification, store::verified);
    return new DatasetSummary(
        specification, dataset.size(), dataset.sampleShape(), classes(dataset), at);
  }

  private static int classes(Dataset dataset) {
    int sampleBytes = Math.toIntExact(dataset.sampleShape().elementCount() * Float.BYTES);
    ByteBuffer input = ByteBuffer.allocate(sampleBytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer label = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long highest = -1;
    for (long index = 0; index < dataset.size(); index++) {
      dataset.read(index, 0, input, label);
      highest = Math.max(highest, label.getLong(0));
    }
    return Math.toIntExact(highest + 1);
  }
}
