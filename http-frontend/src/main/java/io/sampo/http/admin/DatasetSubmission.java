package io.sampo.http.admin;

import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.id.DatasetName;

/** A dataset as JSON: {@code {"name": "digits-train", "format": "IDX"}}. */
record DatasetSubmission(DatasetName name, DatasetFormat format) {

  static DatasetSubmission read(byte[] json) {
    JsonFields fields = JsonFields.parse(json);
    DatasetName name = fields.named("name", DatasetName::new);
    DatasetFormat format = fields.choice("format", DatasetFormat.class);
    fields.requireNoFaults();
    return new DatasetSubmission(name, format);
  }
}
