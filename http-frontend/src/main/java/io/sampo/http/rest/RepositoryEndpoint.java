package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sampo.http.inference.ModelDescriptions;
import io.sampo.http.inference.ModelRepository;
import io.sampo.http.inference.Refusal;
import io.sampo.http.inference.RepositoryEntry;
import io.sampo.http.inference.RepositoryEntry.State;
import io.sampo.http.security.Admission;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Body;
import io.sampo.http.server.BodyReader;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v2/repository/…}: index for everybody, load and unload for operators. Thread-safe.
 */
final class RepositoryEndpoint {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelRepository repository;
  private final ModelDescriptions descriptions;
  private final OperatorGuard guard;
  private final BodyReader bodies;

  RepositoryEndpoint(
      ModelRepository repository,
      ModelDescriptions descriptions,
      OperatorGuard guard,
      BodyReader bodies) {
    this.repository = repository;
    this.descriptions = descriptions;
    this.guard = guard;
    this.bodies = bodies;
  }

  CompletionStage<HttpResponse> index(HttpRequest request) {
    return bodies
        .read(request.entity())
        .thenApply(
            body -> {
              JsonNode ready = object(body).path("ready");
              if (!ready.isMissingNode() && !ready.isBoolean()) {
                throw Refusal.invalid("Unable to parse 'ready': expected a bool");
              }
              return JsonAnswer.of(200, entries(repository.index(ready.asBoolean())));
            });
  }

  private static List<Map<String, Object>> entries(List<RepositoryEntry> entries) {
    return entries.stream().map(RepositoryEndpoint::entry).toList();
  }

  private static Map<String, Object> entry(RepositoryEntry entry) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", entry.name());
    if (entry.state() != State.UNKNOWN) {
      body.put("version", entry.version());
      body.put("state", entry.state().name());
    }
    if (!entry.reason().isEmpty()) {
      body.put("reason", entry.reason());
    }
    return body;
  }

  CompletionStage<HttpResponse> load(HttpRequest request, V2Path path) {
    return bodies
        .read(request.entity())
        .thenCompose(
            body -> {
              requireOperator(request);
              requireNothingElse(path.model(), object(body).path("parameters"));
              return repository.load(path.model());
            })
        .thenApply(done -> JsonAnswer.of(200, Map.of()));
  }

  CompletionStage<HttpResponse> unload(HttpRequest request, V2Path path) {
    return bodies
        .read(request.entity())
        .thenCompose(
            body -> {
              requireOperator(request);
              JsonNode dependents = object(body).path("parameters").path("unload_dependents");
              if (!dependents.isMissingNode() && !dependents.isBoolean()) {
                throw Refusal.invalid("Unable to parse 'unload_dependents': expected a bool");
              }
              return repository.unload(path.model());
            })
        .thenApply(done -> JsonAnswer.of(200, Map.of()));
  }

  private void requireOperator(HttpRequest request) {
    Admission admission =
        guard.admit(
            header(request, "Authorization"), header(request, "Host"), header(request, "Origin"));
    if (admission != Admission.GRANTED) {
      throw new PlatformException(
          ErrorCode.UNAUTHORIZED, "This API is restricted, expecting header 'Authorization'");
    }
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** A version is immutable: nothing of it can be replaced while it is loaded. */
  private void requireNothingElse(String model, JsonNode parameters) {
    if (!parameters.isMissingNode() && !parameters.isObject()) {
      throw Refusal.invalid("Unable to parse 'parameters': expected an object");
    }
    for (Iterator<String> names = parameters.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.startsWith("file:")) {
        throw Refusal.unsupported(
            "files in a load request are not supported, but it has '" + name + "'");
      }
      if (!name.equals("config")) {
        throw Refusal.invalid("unrecognized load parameter '%s'", name);
      }
      requireSame(model, configuration(parameters.path(name)));
    }
  }

  private static JsonNode configuration(JsonNode parameter) {
    if (!parameter.isTextual()) {
      throw Refusal.invalid("Unable to parse 'config': expected a string");
    }
    return object(Body.of(parameter.textValue().strip().getBytes(StandardCharsets.UTF_8)));
  }

  /** What a configuration says must be so already. */
  private void requireSame(String model, JsonNode wanted) {
    if (!wanted.isEmpty() && !isSame(wanted, present(model))) {
      throw Refusal.unsupported("another configuration in a load request is not supported");
    }
  }

  private static boolean isSame(JsonNode wanted, JsonNode present) {
    for (Iterator<String> names = wanted.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!wanted.path(name).equals(present.path(name))) {
        return false;
      }
    }
    return true;
  }

  /** The configuration of a model that is ready, read from its text as the wanted one is. */
  private JsonNode present(String model) {
    return descriptions.isModelReady(model, "")
        ? object(
            Body.of(JsonAnswer.bytes(ConfigurationJson.of(descriptions.configuration(model, "")))))
        : MissingNode.getInstance();
  }

  private static JsonNode object(Body body) {
    if (body.length() == 0) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode node = JSON.readTree(body.bytes(), 0, body.length());
      if (!node.isObject()) {
        throw Refusal.invalid("failed to parse the request JSON: expected an object");
      }
      return node;
    } catch (JsonProcessingException unparsable) {
      throw JsonRefusal.unparsable(unparsable);
    } catch (IOException impossible) {
      throw Refusal.invalid("failed to parse the request JSON: %s", impossible.getMessage());
    }
  }
}
