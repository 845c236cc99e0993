package io.sampo.protocol.id;

/**
 * The name of a model version, unique within its model; 1, 2, 3 … unless somebody chose another.
 */
public record VersionName(String value) {
  public VersionName {
    Identifiers.requireName("version", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
