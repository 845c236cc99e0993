package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.DatasetName;
import java.util.List;

/** A dataset as somebody registers it. */
public record DatasetSpecification(DatasetName name, DatasetFormat format, List<DatasetFile> files)
    implements WireMessage {
  public DatasetSpecification {
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
    files = List.copyOf(files);
  }
}
