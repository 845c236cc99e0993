package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetSummary;

/** Datasets in JSON. The names of the fields are a promise to clients. */
final class DatasetJson {

  private DatasetJson() {}

  static ObjectNode of(DatasetSummary dataset) {
    ObjectNode json = JsonTree.object();
    json.put("name", dataset.specification().name().value());
    json.put("format", dataset.specification().format().name());
    json.put("samples", dataset.samples());
    var shape = json.putArray("sampleShape");
    for (long dimension : dataset.sampleShape().dimensions()) {
      shape.add(dimension);
    }
    json.put("classes", dataset.classes());
    json.set("files", JsonTree.array(dataset.specification().files(), DatasetJson::file));
    json.put("registeredAt", dataset.registeredAt().toString());
    return json;
  }

  private static ObjectNode file(DatasetFile file) {
    return JsonTree.object()
        .put("role", file.role())
        .put("artifact", file.artifact().value())
        .put("bytes", file.bytes());
  }
}
