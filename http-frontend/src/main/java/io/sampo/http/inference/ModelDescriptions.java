package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.routing.VersionChoice;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Health and metadata of the server and of models, from the local catalog. Thread-safe. */
public final class ModelDescriptions {

  /** What is advertised: only what works. */
  private static final List<String> EXTENSIONS =
      List.of(
          "binary_tensor_data",
          "model_configuration",
          "model_repository",
          "parameters",
          "statistics");

  private static final String PLATFORM = "pytorch_libtorch";

  private final Catalog catalog;
  private final TargetResolver resolver;
  private final String serverVersion;
  private final BooleanSupplier stopping;

  /**
   * @param serverVersion what the server says about itself
   * @param stopping true once the node has begun to stop
   */
  public ModelDescriptions(
      Catalog catalog, TargetResolver resolver, String serverVersion, BooleanSupplier stopping) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.resolver = requireNonNull(resolver, "resolver is null");
    this.serverVersion = requireNonNull(serverVersion, "serverVersion is null");
    this.stopping = requireNonNull(stopping, "stopping is null");
  }

  public ServerDescription server() {
    return new ServerDescription("sampo", serverVersion, EXTENSIONS);
  }

  /**
   * Ready means that this frontend knows all models and is not stopping; one broken model does not
   * take a node out that serves fifty others.
   *
   * @param models must have a ready version as well
   */
  public boolean isServerReady(List<String> models) {
    return !stopping.getAsBoolean()
        && catalog.current().filled()
        && models.stream().allMatch(this::hasReadyVersion);
  }

  private boolean hasReadyVersion(String name) {
    return catalog.current().model(name).filter(ModelDescriptions::hasReadyVersion).isPresent();
  }

  private static boolean hasReadyVersion(ModelSummary model) {
    return model.versions().stream().anyMatch(version -> VersionChoice.isReady(model, version));
  }

  /** The names of all models, sorted. */
  public List<String> models() {
    return catalog.current().models().keySet().stream().sorted().toList();
  }

  /**
   * Whether requests for it are answered at this moment.
   *
   * @param version the empty string means any
   * @throws PlatformException if there is no such model or version
   */
  public boolean isModelReady(String name, String version) {
    ModelSummary model = resolver.model(name);
    return version.isEmpty()
        ? hasReadyVersion(model)
        : VersionChoice.isReady(model, resolver.version(model, version));
  }

  /**
   * Describes a version, or the newest ready one.
   *
   * @param version the empty string means the newest ready one
   * @throws PlatformException if there is no such model or version
   */
  public ModelDescription model(String name, String version) {
    ModelSummary model = resolver.model(name);
    if (!version.isEmpty()) {
      VersionSummary named = resolver.version(model, version);
      return describe(model, named, List.of(named));
    }
    List<VersionSummary> ready = readyVersions(model);
    return describe(model, ready.get(ready.size() - 1), ready);
  }

  private static List<VersionSummary> readyVersions(ModelSummary model) {
    List<VersionSummary> ready =
        model.versions().stream().filter(each -> VersionChoice.isReady(model, each)).toList();
    if (ready.isEmpty()) {
      throw TargetResolver.noVersions(model);
    }
    return ready;
  }

  /**
   * How a version, or the newest ready one, is served.
   *
   * @param version the empty string means the newest ready one
   * @throws PlatformException if there is no such model or version
   */
  public ModelConfiguration configuration(String name, String version) {
    ModelSummary model = resolver.model(name);
    List<VersionSummary> candidates =
        version.isEmpty() ? readyVersions(model) : List.of(resolver.version(model, version));
    VersionSpecification described = candidates.get(candidates.size() - 1).specification();
    Signature signature = described.signature();
    return new ModelConfiguration(
        model.name().value(),
        described.name().value(),
        PLATFORM,
        signature.maxBatchSize(),
        signature.inputs(),
        signature.outputs(),
        signature.labels(),
        model.deployment().batching().maximumDelay());
  }

  private static ModelDescription describe(
      ModelSummary model, VersionSummary described, List<VersionSummary> listed) {
    InferTarget target = TargetResolver.target(model, described);
    return new ModelDescription(
        target.model(),
        listed.stream().map(version -> version.specification().name().value()).toList(),
        PLATFORM,
        withFullShapes(target, target.signature().inputs()),
        withFullShapes(target, target.signature().outputs()));
  }

  private static List<TensorSpec> withFullShapes(InferTarget target, List<TensorSpec> tensors) {
    return tensors.stream()
        .map(tensor -> new TensorSpec(tensor.name(), tensor.dataType(), target.fullShape(tensor)))
        .toList();
  }
}
