package io.sampo.http.server;

import com.typesafe.config.Config;
import io.sampo.protocol.error.PlatformException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;

/**
 * What the HTTP server alone can do, as the yardstick for inference through the same door: {@code
 * GET /ping} answers with four bytes, {@code POST /echo} with the body that came. Stands in front
 * of the door's handler, and only where {@code sampo.http.inference.benchmark-routes} says so.
 * Thread-safe.
 */
public final class BenchmarkRoutes implements RequestHandler {

  private static final String SECTION = "sampo.http.inference";
  private static final List<String> PING = List.of("ping");
  private static final List<String> ECHO = List.of("echo");
  private static final HttpResponse PONG =
      HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, "pong");

  private final RequestHandler next;
  private final BodyReader bodies;

  private BenchmarkRoutes(RequestHandler next, BodyReader bodies) {
    this.next = next;
    this.bodies = bodies;
  }

  /** The handler itself, unless these routes are switched on. */
  public static RequestHandler inFrontOf(RequestHandler handler, ActorSystem<?> system) {
    Config section = system.settings().config().getConfig(SECTION);
    if (!section.getBoolean("benchmark-routes")) {
      return handler;
    }
    int limit = Math.toIntExact(section.getBytes("maximum-body"));
    return new BenchmarkRoutes(
        handler, new BodyReader(system, limit, section.getDuration("body-timeout")));
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    return begin(request, client).thenApply(Supplier::get);
  }

  @Override
  public CompletionStage<Supplier<HttpResponse>> begin(
      HttpRequest request, ClientConnection client) {
    List<String> path = RequestPath.segments(request.getUri());
    if (path.equals(PING) && request.method().equals(HttpMethods.GET)) {
      return CompletableFuture.completedFuture(() -> PONG);
    }
    if (path.equals(ECHO) && request.method().equals(HttpMethods.POST)) {
      return bodies
          .read(request.entity())
          .handle((body, failure) -> () -> BenchmarkRoutes.echo(body, failure));
    }
    return next.begin(request, client);
  }

  private static HttpResponse echo(Body body, Throwable failure) {
    if (failure == null) {
      ByteString bytes = ByteString.fromArrayUnsafe(body.bytes(), 0, body.length());
      return HttpResponse.create().withEntity(ContentTypes.APPLICATION_OCTET_STREAM, bytes);
    }
    boolean refused = failure instanceof PlatformException;
    return HttpResponse.create()
        .withStatus(refused ? StatusCodes.BAD_REQUEST : StatusCodes.INTERNAL_SERVER_ERROR)
        .withEntity(ContentTypes.TEXT_PLAIN_UTF8, String.valueOf(failure.getMessage()));
  }
}
