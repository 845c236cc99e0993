package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;

/**
 * How a model is served, as the protocol words it.
 *
 * @param maximumBatchSize 0 for a model without a batch dimension
 * @param inputs with the shapes of one item, -1 where any size is taken
 * @param outputs likewise
 * @param maximumBatchDelay how long a request may wait for others to be batched with
 */
public record ModelConfiguration(
    String name,
    String version,
    String platform,
    int maximumBatchSize,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    List<String> labels,
    Duration maximumBatchDelay) {

  public ModelConfiguration {
    requireNonNull(name, "name is null");
    requireNonNull(version, "version is null");
    requireNonNull(platform, "platform is null");
    requireNonNull(maximumBatchDelay, "maximumBatchDelay is null");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
  }
}
