package io.sampo.http.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.http.catalog.Catalog;
import io.sampo.http.routing.VersionChoice;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Health and metadata of the server and of models, from the local catalog. Thread-safe. */
final class MetadataEndpoint {

  /** What {@code GET /v2} advertises: only what works. */
  static final List<String> EXTENSIONS = List.of("binary_tensor_data");

  private static final String PLATFORM = "pytorch_libtorch";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Catalog catalog;
  private final TargetResolver resolver;
  private final String serverVersion;
  private final BooleanSupplier stopping;

  MetadataEndpoint(
      Catalog catalog, TargetResolver resolver, String serverVersion, BooleanSupplier stopping) {
    this.catalog = catalog;
    this.resolver = resolver;
    this.serverVersion = serverVersion;
    this.stopping = stopping;
  }

  HttpResponse server() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", "sampo");
    body.put("version", serverVersion);
    body.put("extensions", EXTENSIONS);
    return json(200, body);
  }

  HttpResponse live() {
    return json(200, Map.of("live", true));
  }

  /**
   * Ready means that this frontend knows all models and is not stopping; one broken model does not
   * take a node out that serves fifty others. {@code ?models=a,b} asks for those models as well.
   */
  HttpResponse ready(HttpRequest request) {
    boolean ready = !stopping.getAsBoolean() && catalog.current().filled();
    Optional<String> models = request.getUri().query().get("models");
    if (ready && models.isPresent()) {
      ready = List.of(models.get().split(",")).stream().allMatch(this::hasReadyVersion);
    }
    return json(ready ? 200 : 503, Map.of("ready", ready));
  }

  private boolean hasReadyVersion(String name) {
    return catalog.current().model(name.strip()).filter(this::hasReadyVersion).isPresent();
  }

  private boolean hasReadyVersion(ModelSummary model) {
    return model.versions().stream().anyMatch(version -> VersionChoice.isReady(model, version));
  }

  HttpResponse models() {
    return json(
        200, Map.of("models", catalog.current().models().keySet().stream().sorted().toList()));
  }

  HttpResponse modelReady(V2Path path) {
    ModelSummary model = resolver.model(path.model());
    boolean ready =
        path.versionName()
            .map(version -> VersionChoice.isReady(model, resolver.version(model, version)))
            .orElseGet(() -> hasReadyVersion(model));
    if (!ready) {
      return json(400, Map.of("error", "Model version not ready"));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", model.name().value());
    body.put("ready", true);
    return json(200, body);
  }

  HttpResponse model(V2Path path) {
    ModelSummary model = resolver.model(path.model());
    if (path.versionName().isPresent()) {
      VersionSummary version = resolver.version(model, path.version());
      return metadata(model, version, List.of(version));
    }
    List<VersionSummary> ready =
        model.versions().stream().filter(version -> VersionChoice.isReady(model, version)).toList();
    if (ready.isEmpty()) {
      throw TargetResolver.noVersions(model);
    }
    return metadata(model, ready.get(ready.size() - 1), ready);
  }

  private static HttpResponse metadata(
      ModelSummary model, VersionSummary described, List<VersionSummary> listed) {
    InferTarget target = TargetResolver.target(model, described);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", model.name().value());
    body.put(
        "versions",
        listed.stream().map(version -> version.specification().name().value()).toList());
    body.put("platform", PLATFORM);
    body.put("inputs", tensors(target, target.signature().inputs()));
    body.put("outputs", tensors(target, target.signature().outputs()));
    return json(200, body);
  }

  private static List<Map<String, Object>> tensors(InferTarget target, List<TensorSpec> tensors) {
    List<Map<String, Object>> all = new ArrayList<>(tensors.size());
    for (TensorSpec tensor : tensors) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", tensor.name());
      one.put("datatype", tensor.dataType().name());
      one.put("shape", target.fullShape(tensor).dimensions());
      all.add(one);
    }
    return all;
  }

  private static HttpResponse json(int status, Map<String, Object> body) {
    try {
      return HttpResponse.create()
          .withStatus(status)
          .withEntity(ContentTypes.APPLICATION_JSON, JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Expected maps and strings, but could not", impossible);
    }
  }
}
