package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

/** One immutable version of a model, written {@code model/version}. */
public record ModelVersion(ModelName model, VersionName version) {
  public ModelVersion {
    requireNonNull(model, "model is null");
    requireNonNull(version, "version is null");
  }

  public static ModelVersion of(String model, String version) {
    return new ModelVersion(new ModelName(model), new VersionName(version));
  }

  @Override
  public String toString() {
    return model + "/" + version;
  }
}
