package io.sampo.http.admin;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * A model version as JSON: an optional name and the signature, whose shapes are those of one item.
 *
 * <pre>{@code
 * {"version": "1", "signature": {
 *   "inputs": [{"name": "image", "datatype": "FP32", "shape": [1, 28, 28]}],
 *   "outputs": [{"name": "logits", "datatype": "FP32", "shape": [10]}],
 *   "maxBatchSize": 32, "labels": ["0", "1"]}}
 * }</pre>
 */
record VersionSubmission(Optional<VersionName> name, Signature signature) {

  static VersionSubmission read(byte[] json) {
    JsonFields fields = JsonFields.parse(json);
    Optional<VersionName> name = fields.optionalNamed("version", VersionName::new);
    Signature signature = signature(fields.object("signature"));
    fields.requireNoFaults();
    return new VersionSubmission(name, signature);
  }

  private static Signature signature(JsonFields fields) {
    List<TensorSpec> inputs =
        fields.objects("inputs").stream().map(VersionSubmission::tensor).toList();
    List<TensorSpec> outputs =
        fields.objects("outputs").stream().map(VersionSubmission::tensor).toList();
    int maxBatchSize = fields.integer("maxBatchSize", 0);
    List<String> labels = fields.texts("labels");
    if (inputs.contains(null) || outputs.contains(null)) {
      return null;
    }
    return fields.build(() -> new Signature(inputs, outputs, maxBatchSize, labels));
  }

  private static TensorSpec tensor(JsonFields fields) {
    String name = fields.text("name");
    DataType datatype = fields.choice("datatype", DataType.class);
    long[] shape = fields.wholes("shape");
    return fields.build(() -> new TensorSpec(name, datatype, Shape.of(shape)));
  }
}
