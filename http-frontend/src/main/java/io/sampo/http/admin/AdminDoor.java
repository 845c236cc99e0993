package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.RequestHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;

/** Answers a door's requests by routes. Thread-safe. */
public final class AdminDoor implements RequestHandler {

  private final Function<HttpRequest, CompletionStage<HttpResponse>> routes;

  /**
   * @param routes of {@link AdminRoutes}, which make an answer of every failure
   */
  public AdminDoor(ActorSystem<?> system, Route routes) {
    this.routes = requireNonNull(routes, "routes is null").function(system);
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    try {
      return routes.apply(request);
    } catch (Exception defect) {
      return CompletableFuture.completedFuture(Problems.of(defect));
    }
  }
}
