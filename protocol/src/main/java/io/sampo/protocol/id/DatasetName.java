package io.sampo.protocol.id;

/** The name of a dataset, unique in a cluster. */
public record DatasetName(String value) {
  public DatasetName {
    Identifiers.requireName("dataset name", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
