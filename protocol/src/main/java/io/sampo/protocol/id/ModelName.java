package io.sampo.protocol.id;

/**
 * The name of a model, unique in a cluster. The word {@code stats} is taken by the inference
 * protocol ({@code /v2/models/stats}) and therefore refused.
 */
public record ModelName(String value) {
  public ModelName {
    Identifiers.requireName("model name", value);
    if (value.equals("stats")) {
      throw new IllegalArgumentException(
          "Expected a model name other than [stats], which the inference protocol reserves");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
