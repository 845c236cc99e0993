package io.sampo.http.inference;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.routing.RequestRouter;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.RequestHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The inference door: from a path to the endpoint behind it. Thread-safe. */
public final class InferenceDoor implements RequestHandler {

  private final ActorSystem<?> system;
  private final MetadataEndpoint metadata;
  private final InferEndpoint infer;

  /**
   * @param serverVersion what {@code GET /v2} says
   * @param stopping true once the node has begun to stop
   */
  public InferenceDoor(
      ActorSystem<?> system,
      InferenceSettings settings,
      Catalog catalog,
      RequestRouter router,
      String serverVersion,
      BooleanSupplier stopping) {
    this.system = system;
    TargetResolver resolver = new TargetResolver(catalog);
    this.metadata = new MetadataEndpoint(catalog, resolver, serverVersion, stopping);
    this.infer =
        new InferEndpoint(
            resolver,
            router,
            new BodyReader(system, settings.maximumBody(), settings.bodyTimeout()),
            settings.deadline(),
            new RequestIds(ThreadLocalRandom.current().nextLong()),
            system.executionContext());
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
        case MODEL_READY -> metadata.modelReady(path);
        default -> metadata.model(path);
      };
    } catch (RuntimeException failure) {
      return InferenceErrors.of(InferenceErrors.error(failure), "");
    }
  }
}
