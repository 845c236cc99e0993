package io.sampo.http.rest;

import io.sampo.http.inference.ModelDescription;
import io.sampo.http.inference.ModelDescriptions;
import io.sampo.http.inference.ServerDescription;
import io.sampo.http.server.RequestPath;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Health and metadata, as JSON. Thread-safe. */
final class MetadataEndpoint {

  private static final String MODELS = "models=";

  private final ModelDescriptions descriptions;

  MetadataEndpoint(ModelDescriptions descriptions) {
    this.descriptions = descriptions;
  }

  HttpResponse server() {
    ServerDescription server = descriptions.server();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", server.name());
    body.put("version", server.version());
    body.put("extensions", server.extensions());
    return JsonAnswer.of(200, body);
  }

  HttpResponse live() {
    return JsonAnswer.of(200, Map.of("live", true));
  }

  /** {@code ?models=a,b} asks for a ready version of those models as well. */
  HttpResponse ready(HttpRequest request) {
    boolean ready = descriptions.isServerReady(modelsOf(request.getUri().rawQueryString()));
    return JsonAnswer.of(ready ? 200 : 503, Map.of("ready", ready));
  }

  private static List<String> modelsOf(Optional<String> rawQuery) {
    return rawQuery.stream()
        .flatMap(query -> Stream.of(query.split("&")))
        .filter(parameter -> parameter.startsWith(MODELS))
        .flatMap(parameter -> Stream.of(parameter.substring(MODELS.length()).split(",|%2C|%2c")))
        .map(RequestPath::decoded)
        .toList();
  }

  HttpResponse models() {
    return JsonAnswer.of(200, Map.of("models", descriptions.models()));
  }

  HttpResponse modelReady(V2Path path) {
    if (!descriptions.isModelReady(path.model(), path.version())) {
      return InferenceErrors.modelNotReady();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", path.model());
    body.put("ready", true);
    return JsonAnswer.of(200, body);
  }

  HttpResponse model(V2Path path) {
    ModelDescription model = descriptions.model(path.model(), path.version());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", model.name());
    body.put("versions", model.versions());
    body.put("platform", model.platform());
    body.put("inputs", tensors(model.inputs()));
    body.put("outputs", tensors(model.outputs()));
    return JsonAnswer.of(200, body);
  }

  HttpResponse configuration(V2Path path) {
    return JsonAnswer.of(
        200, ConfigurationJson.of(descriptions.configuration(path.model(), path.version())));
  }

  private static List<Map<String, Object>> tensors(List<TensorSpec> tensors) {
    return tensors.stream().map(MetadataEndpoint::tensor).toList();
  }

  private static Map<String, Object> tensor(TensorSpec tensor) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", tensor.name());
    one.put("datatype", tensor.dataType().name());
    one.put("shape", tensor.shape().dimensions());
    return one;
  }
}
