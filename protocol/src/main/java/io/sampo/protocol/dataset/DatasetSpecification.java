package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.DatasetName;
import java.util.List;

/**
 * A dataset as somebody registers it.
 *
 * @param csv what the columns mean, for {@code CSV} only; null otherwise
 * @param raw what the files hold, for {@code RAW} only; null otherwise
 * @param split which part of the rows; null for all
 */
public record DatasetSpecification(
    DatasetName name,
    DatasetFormat format,
    List<DatasetFile> files,
    CsvLayout csv,
    RawLayout raw,
    Preprocessing preprocessing,
    Split split)
    implements WireMessage {
  public DatasetSpecification {
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
    requireNonNull(preprocessing, "preprocessing is null");
    files = List.copyOf(files);
    requireLayout("csv", csv, format, DatasetFormat.CSV);
    requireLayout("raw", raw, format, DatasetFormat.RAW);
  }

  /** All rows of files that describe themselves, as they are. */
  public DatasetSpecification(DatasetName name, DatasetFormat format, List<DatasetFile> files) {
    this(name, format, files, null, null, Preprocessing.NONE, null);
  }

  public DatasetSpecification withFiles(List<DatasetFile> others) {
    return new DatasetSpecification(name, format, others, csv, raw, preprocessing, split);
  }

  private static void requireLayout(
      String layout, Object value, DatasetFormat format, DatasetFormat wanting) {
    if ((value != null) != (format == wanting)) {
      throw new IllegalArgumentException(
          "Expected [%s] for format %s and for no other, but format is %s and it is %s"
              .formatted(layout, wanting, format, value == null ? "missing" : "there"));
    }
  }
}
