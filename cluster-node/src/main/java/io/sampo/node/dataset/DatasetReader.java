package io.sampo.node.dataset;

import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.PlannedDataset;
import java.time.Instant;

/** Reads the files of a dataset and says what is in them. Blocks. */
public interface DatasetReader {
  /**
   * Reads everything once.
   *
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if the files are no such
   *     dataset, ARTIFACT_UNAVAILABLE if they cannot be read
   */
  DatasetSummary read(DatasetSpecification specification, Instant at);

  /**
   * The first samples of a registered dataset, fewer than asked for if they are large.
   *
   * @param rows at least 1
   * @throws io.sampo.protocol.error.PlatformException as {@link #read}
   */
  DatasetPreview preview(PlannedDataset dataset, int rows);
}
