package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;

/**
 * What clients are told about a model.
 *
 * @param versions those that are ready, oldest first; or the one that was asked for
 * @param inputs with their full shapes: a batched model's begin with -1
 * @param outputs likewise
 */
public record ModelDescription(
    String name,
    List<String> versions,
    String platform,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs) {

  public ModelDescription {
    requireNonNull(name, "name is null");
    requireNonNull(platform, "platform is null");
    versions = List.copyOf(versions);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
