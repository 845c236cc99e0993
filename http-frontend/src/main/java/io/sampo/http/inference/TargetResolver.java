package io.sampo.http.inference;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.http.routing.VersionChoice;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** From the names in a path to a model version, by the local catalog. Thread-safe. */
final class TargetResolver {

  private final Catalog catalog;

  TargetResolver(Catalog catalog) {
    this.catalog = catalog;
  }

  ModelSummary model(String name) {
    CatalogSnapshot snapshot = catalog.current();
    return snapshot
        .model(name)
        .orElseThrow(
            () ->
                snapshot.filled()
                    ? unknown(ErrorCode.MODEL_NOT_FOUND, "'%s' is not found".formatted(name))
                    : notFilled());
  }

  VersionSummary version(ModelSummary model, String version) {
    return model.versions().stream()
        .filter(summary -> summary.specification().name().value().equals(version))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    ErrorCode.VERSION_NOT_FOUND,
                    "'%s' version %s is not found".formatted(model.name(), version)));
  }

  /** The version that answers a request; the empty name leaves the choice to the deployment. */
  InferTarget target(
      String modelName, String versionName, Function<String, Optional<String>> headers) {
    ModelSummary model = model(modelName);
    if (!versionName.isEmpty()) {
      VersionSummary version = version(model, versionName);
      if (!VersionChoice.isServed(model, version) && !VersionChoice.isReady(model, version)) {
        throw notReady(model, version);
      }
      return target(model, version);
    }
    return VersionChoice.choose(model, headers, ThreadLocalRandom.current())
        .map(version -> target(model, version))
        .orElseThrow(() -> noVersions(model));
  }

  /** Whether requests for the version are still answered, now or later. */
  boolean isAvailable(ModelVersion version) {
    return VersionChoice.isAvailable(catalog.current(), version);
  }

  static InferTarget target(ModelSummary model, VersionSummary version) {
    return new InferTarget(
        new ModelVersion(model.name(), version.specification().name()),
        version.specification().signature());
  }

  static PlatformException noVersions(ModelSummary model) {
    return unknown(
        ErrorCode.VERSION_NOT_FOUND, "'%s' has no available versions".formatted(model.name()));
  }

  private static PlatformException notReady(ModelSummary model, VersionSummary version) {
    String reason =
        version.state() == VersionState.REJECTED ? ", it was rejected: " + version.message() : "";
    return new PlatformException(
        ErrorCode.MODEL_NOT_READY,
        "'%s' version %s is not at ready state%s"
            .formatted(model.name(), version.specification().name(), reason));
  }

  private static PlatformException unknown(ErrorCode code, String what) {
    return new PlatformException(code, "Request for unknown model: " + what);
  }

  private static PlatformException notFilled() {
    return new PlatformException(
        ErrorCode.MODEL_NOT_READY, "this node is starting and does not know all models yet");
  }
}
