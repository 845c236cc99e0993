package io.sampo.http.rest;

import static java.util.Objects.requireNonNull;

import io.sampo.http.server.RequestPath;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.Uri;

/**
 * A path of the protocol. Paths match in full: one slash too many is another path.
 *
 * @param model the empty string where the path names none
 * @param version the empty string where the path names none
 */
record V2Path(V2Endpoint endpoint, String model, String version) {

  V2Path {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(model, "model is null");
    requireNonNull(version, "version is null");
  }

  /** Empty if the protocol has nothing there. */
  static Optional<V2Path> parse(Uri uri) {
    List<String> segments = RequestPath.segments(uri);
    if (segments.isEmpty() || !segments.get(0).equals("v2")) {
      return Optional.empty();
    }
    List<String> rest = segments.subList(1, segments.size());
    if (rest.isEmpty()) {
      return at(V2Endpoint.SERVER_METADATA);
    }
    return switch (rest.get(0)) {
      case "health" -> health(rest);
      case "models" -> models(rest.subList(1, rest.size()));
      case "repository" -> repository(rest.subList(1, rest.size()));
      case "logging" -> rest.size() == 1 ? at(V2Endpoint.LOGGING) : Optional.empty();
      case "trace" -> isTraceSetting(rest) ? at(V2Endpoint.TRACE_SETTING) : Optional.empty();
      case "systemsharedmemory", "cudasharedmemory" ->
          rest.size() > 1 ? at(V2Endpoint.SHARED_MEMORY) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<V2Path> at(V2Endpoint endpoint) {
    return Optional.of(new V2Path(endpoint, "", ""));
  }

  private static boolean isTraceSetting(List<String> segments) {
    return segments.equals(List.of("trace", "setting"));
  }

  private static Optional<V2Path> health(List<String> rest) {
    if (rest.size() != 2) {
      return Optional.empty();
    }
    return switch (rest.get(1)) {
      case "live" -> at(V2Endpoint.LIVE);
      case "ready" -> at(V2Endpoint.READY);
      default -> Optional.empty();
    };
  }

  private static Optional<V2Path> repository(List<String> rest) {
    if (rest.equals(List.of("index"))) {
      return at(V2Endpoint.REPOSITORY_INDEX);
    }
    if (rest.size() == 3 && rest.get(0).equals("models")) {
      return modelOrder(rest.get(2)).map(order -> new V2Path(order, rest.get(1), ""));
    }
    boolean index = rest.size() == 2 && rest.get(1).equals("index");
    boolean order =
        rest.size() == 4 && rest.get(1).equals("models") && modelOrder(rest.get(3)).isPresent();
    return index || order ? at(V2Endpoint.NAMED_REPOSITORY) : Optional.empty();
  }

  private static Optional<V2Endpoint> modelOrder(String verb) {
    return switch (verb) {
      case "load" -> Optional.of(V2Endpoint.LOAD);
      case "unload" -> Optional.of(V2Endpoint.UNLOAD);
      default -> Optional.empty();
    };
  }

  private static Optional<V2Path> models(List<String> rest) {
    if (rest.isEmpty()) {
      return at(V2Endpoint.MODELS);
    }
    String model = rest.get(0);
    if (model.equals("stats") && rest.size() == 1) {
      return at(V2Endpoint.STATISTICS);
    }
    if (model.isEmpty()) {
      return Optional.empty();
    }
    boolean versioned = rest.size() >= 3 && rest.get(1).equals("versions");
    String version = versioned ? rest.get(2) : "";
    if (versioned && version.isEmpty()) {
      return Optional.empty();
    }
    return action(rest.subList(versioned ? 3 : 1, rest.size()), versioned)
        .map(endpoint -> new V2Path(endpoint, model, version));
  }

  private static Optional<V2Endpoint> action(List<String> rest, boolean versioned) {
    if (rest.isEmpty()) {
      return Optional.of(V2Endpoint.MODEL_METADATA);
    }
    if (isTraceSetting(rest) && !versioned) {
      return Optional.of(V2Endpoint.TRACE_SETTING);
    }
    if (rest.size() != 1) {
      return Optional.empty();
    }
    return switch (rest.get(0)) {
      case "infer" -> Optional.of(V2Endpoint.INFER);
      case "ready" -> Optional.of(V2Endpoint.MODEL_READY);
      case "generate", "generate_stream" -> Optional.of(V2Endpoint.GENERATE);
      case "config" -> Optional.of(V2Endpoint.MODEL_CONFIG);
      case "stats" -> Optional.of(V2Endpoint.STATISTICS);
      default -> Optional.empty();
    };
  }
}
