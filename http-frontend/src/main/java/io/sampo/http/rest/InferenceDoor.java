package io.sampo.http.rest;

import io.sampo.http.inference.InferenceFailures;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.inference.Refusal;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.RequestHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The inference door over HTTP: from a path to the endpoint behind it. Thread-safe. */
public final class InferenceDoor implements RequestHandler {

  private final ActorSystem<?> system;
  private final MetadataEndpoint metadata;
  private final InferEndpoint infer;

  public InferenceDoor(
      ActorSystem<?> system, InferenceSettings settings, InferenceServices services) {
    this.system = system;
    this.metadata = new MetadataEndpoint(services.descriptions());
    this.infer =
        new InferEndpoint(
            services.inference(),
            new BodyReader(system, settings.maximumBody(), settings.bodyTimeout()),
            system.executionContext(),
            system.dispatchers().lookup(DispatcherSelector.blocking()));
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    Optional<V2Path> path = V2Path.parse(request.getUri().getPathString());
    boolean allowed = path.isPresent() && path.get().endpoint().allows(request.method().value());
    if (allowed && path.get().endpoint() == V2Endpoint.INFER) {
      return infer.infer(request, client, path.get());
    }
    request.discardEntityBytes(system);
    if (path.isEmpty()) {
      return CompletableFuture.completedFuture(InferenceErrors.notFound());
    }
    if (!allowed) {
      return CompletableFuture.completedFuture(InferenceErrors.methodNotAllowed());
    }
    return CompletableFuture.completedFuture(describe(request, path.get()));
  }

  private HttpResponse describe(HttpRequest request, V2Path path) {
    try {
      if (!path.endpoint().isBuilt()) {
        throw Refusal.unsupported("this part of the protocol is not supported");
      }
      return switch (path.endpoint()) {
        case SERVER_METADATA -> metadata.server();
        case LIVE -> metadata.live();
        case READY -> metadata.ready(request);
        case MODELS -> metadata.models();
        case MODEL_CONFIG -> metadata.configuration(path);
        case MODEL_READY -> metadata.modelReady(path);
        default -> metadata.model(path);
      };
    } catch (RuntimeException failure) {
      return InferenceErrors.of(InferenceFailures.error(failure), "");
    }
  }
}
