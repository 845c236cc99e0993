package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.id.DatasetName;

/** What somebody says in JSON about the files of a dataset. */
record DatasetUpload(DatasetName name, DatasetFormat format) {

  DatasetUpload {
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
  }

  /**
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT with all faults
   */
  static DatasetUpload read(byte[] json) {
    return JsonFields.read(json, "the specification of the dataset", DatasetUpload::upload);
  }

  private static DatasetUpload upload(JsonFields fields) {
    DatasetName name = fields.text("name", DatasetName::new);
    DatasetFormat format = fields.constant("format", DatasetFormat.class);
    return fields.build(() -> new DatasetUpload(name, format));
  }
}
