package io.sampo.http.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.apache.pekko.http.DefaultParsingErrorHandler$;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.javadsl.Flow;
import scala.concurrent.duration.Duration$;

/** Binds doors, and closes them in the order of a coordinated shutdown. */
public final class DoorOpener {

  private final ActorSystem<?> system;
  private final Duration stopTimeout;

  /**
   * @param stopTimeout how long requests that are being answered may take when the node stops
   */
  public DoorOpener(ActorSystem<?> system, Duration stopTimeout) {
    this.system = system;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Opens a door. Bodies are not limited here: whoever reads one sets the limit.
   *
   * @return fails with one message that names the door and the port
   */
  public CompletionStage<ServerBinding> open(Door door, RequestHandler handler) {
    return open(door, handler, DefaultParsingErrorHandler$.class);
  }

  /**
   * As {@link #open(Door, RequestHandler)}, and answers what is no HTTP request in the door's own
   * form.
   *
   * @param malformed has a public constructor without parameters
   */
  public CompletionStage<ServerBinding> open(
      Door door, RequestHandler handler, Class<? extends ParsingErrorHandler> malformed) {
    return Http.get(system)
        .newServerAt(door.host(), door.port())
        .withSettings(serverSettings(malformed))
        .bindFlow(flow(handler))
        .handle((binding, failure) -> bound(door, binding, failure));
  }

  private ServerBinding bound(Door door, ServerBinding binding, Throwable failure) {
    if (failure != null) {
      throw door.notOpened(failure);
    }
    system.log().info("The {} door listens on {}", door.name(), binding.localAddress());
    return binding.addToCoordinatedShutdown(stopTimeout, system);
  }

  private ServerSettings serverSettings(Class<? extends ParsingErrorHandler> malformed) {
    Config handler =
        ConfigFactory.parseMap(
            Map.of("pekko.http.server.parsing.error-handler", malformed.getName()));
    ServerSettings defaults =
        ServerSettings.create(handler.withFallback(system.settings().config()));
    return defaults
        .withServerHeader(Optional.empty())
        .withTransparentHeadRequests(true)
        .withParserSettings(
            defaults
                .getParserSettings()
                .withMaxContentLength(Long.MAX_VALUE)
                // Strangers must not fill the log.
                .withIllegalHeaderWarnings(false))
        // Every handler has its own, shorter, bound for each thing it waits for.
        .withTimeouts(defaults.getTimeouts().withRequestTimeout(Duration$.MODULE$.Inf()));
  }

  private Flow<HttpRequest, HttpResponse, NotUsed> flow(RequestHandler handler) {
    return Flow.fromMaterializer(
            (materializer, attributes) -> {
              ClientConnection client = new ClientConnection();
              return Flow.of(HttpRequest.class)
                  .watchTermination(
                      (materialized, done) -> {
                        done.whenCompleteAsync(
                            (value, failure) -> client.gone(), ExecutionContexts.global());
                        return materialized;
                      })
                  .mapAsync(1, request -> handler.begin(request, client))
                  .map(Supplier::get);
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }
}
