package io.sampo.http.rest;

import io.sampo.http.inference.ModelConfiguration;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A model's configuration in the form that other servers have made common. */
final class ConfigurationJson {

  private ConfigurationJson() {}

  static Map<String, Object> of(ModelConfiguration model) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", model.name());
    body.put("platform", model.platform());
    body.put("backend", "pytorch");
    body.put("max_batch_size", model.maximumBatchSize());
    body.put("input", each(model.inputs(), ConfigurationJson::input));
    body.put("output", each(model.outputs(), ConfigurationJson::tensor));
    if (model.maximumBatchSize() > 0) {
      body.put(
          "dynamic_batching",
          Map.of("max_queue_delay_microseconds", model.maximumBatchDelay().toNanos() / 1000));
    }
    body.put("model_transaction_policy", Map.of("decoupled", false));
    body.put("response_cache", Map.of("enable", false));
    body.put("version_policy", Map.of("specific", Map.of("versions", List.of(model.version()))));
    return body;
  }

  private static List<Map<String, Object>> each(
      List<TensorSpec> tensors, Function<TensorSpec, Map<String, Object>> json) {
    return tensors.stream().map(json).toList();
  }

  private static Map<String, Object> input(TensorSpec tensor) {
    Map<String, Object> one = tensor(tensor);
    one.put("optional", false);
    one.put("allow_ragged_batch", false);
    return one;
  }

  private static Map<String, Object> tensor(TensorSpec tensor) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", tensor.name());
    one.put("data_type", dataType(tensor.dataType()));
    one.put("dims", tensor.shape().dimensions());
    one.put("is_shape_tensor", false);
    return one;
  }

  private static String dataType(DataType type) {
    return type == DataType.BYTES ? "TYPE_STRING" : "TYPE_" + type.name();
  }
}
