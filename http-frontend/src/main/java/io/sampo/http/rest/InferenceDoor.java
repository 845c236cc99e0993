package io.sampo.http.rest;

import io.sampo.http.inference.InferenceFailures;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.inference.Refusal;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.RequestHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The inference door over HTTP: from a path to the endpoint behind it. Thread-safe. */
public final class InferenceDoor implements RequestHandler {

  private final ActorSystem<?> system;
  private final MetadataEndpoint metadata;
  private final InferEndpoint infer;
  private final StatisticsEndpoint statistics;
  private final RepositoryEndpoint repository;

  /**
   * @param operators who may load and unload models here
   */
  public InferenceDoor(
      ActorSystem<?> system,
      InferenceSettings settings,
      InferenceServices services,
      OperatorGuard operators) {
    this.system = system;
    BodyReader bodies = new BodyReader(system, settings.maximumBody(), settings.bodyTimeout());
    this.metadata = new MetadataEndpoint(services.descriptions());
    this.statistics = new StatisticsEndpoint(services.statistics());
    this.repository =
        new RepositoryEndpoint(services.repository(), services.descriptions(), operators, bodies);
    this.infer =
        new InferEndpoint(
            services.inference(),
            bodies,
            system.dispatchers().lookup(DispatcherSelector.blocking()));
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    return begin(request, client).thenApply(Supplier::get);
  }

  @Override
  public CompletionStage<Supplier<HttpResponse>> begin(
      HttpRequest request, ClientConnection client) {
    Optional<V2Path> path = V2Path.parse(request.getUri());
    boolean allowed = path.isPresent() && path.get().endpoint().allows(request.method().value());
    if (allowed && path.get().endpoint() == V2Endpoint.INFER) {
      return infer.infer(request, client, path.get());
    }
    return other(request, path, allowed).thenApply(response -> () -> response);
  }

  private CompletionStage<HttpResponse> other(
      HttpRequest request, Optional<V2Path> path, boolean allowed) {
    if (path.isEmpty()) {
      return discarded(request, InferenceErrors.notFound());
    }
    if (!allowed) {
      return discarded(request, InferenceErrors.methodNotAllowed());
    }
    try {
      return answer(request, path.get()).exceptionally(InferenceDoor::refused);
    } catch (RuntimeException failure) {
      return discarded(request, refused(failure));
    }
  }

  private CompletionStage<HttpResponse> discarded(HttpRequest request, HttpResponse response) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(response);
  }

  private static HttpResponse refused(Throwable failure) {
    return InferenceErrors.of(InferenceFailures.error(failure), "");
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, V2Path path) {
    return switch (path.endpoint()) {
      case REPOSITORY_INDEX -> repository.index(request);
      case LOAD -> repository.load(request, path);
      case UNLOAD -> repository.unload(request, path);
      case STATISTICS -> {
        request.discardEntityBytes(system);
        yield statistics.answer(path);
      }
      default -> discarded(request, describe(request, path));
    };
  }

  private HttpResponse describe(HttpRequest request, V2Path path) {
    if (!path.endpoint().isBuilt()) {
      return refused(Refusal.unsupported("this part of the protocol is not supported"));
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
  }
}
