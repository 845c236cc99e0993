package io.sampo.http.admin;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.extractStrictEntity;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;

/** What the routes have in common about requests. */
final class Requests {

  private static final long LONGEST_JSON = 1 << 20;
  private static final Duration JSON_TIMEOUT = Duration.ofSeconds(30);

  private Requests() {}

  /** Makes the answer anew for each request. */
  static Route answer(Supplier<CompletionStage<HttpResponse>> answer) {
    return extractRequest(request -> completeWithFuture(answer.get()));
  }

  /**
   * Reads a small JSON body. The content type is insisted on: a browser sends it to another site
   * only after having asked that site.
   */
  static Route json(Function<byte[], CompletionStage<HttpResponse>> answer) {
    return extractStrictEntity(
        JSON_TIMEOUT,
        LONGEST_JSON,
        entity -> {
          if (!entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
            throw new StatusRefusal(
                StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                ErrorCode.INVALID_ARGUMENT,
                "Expected a body of application/json, but was [%s]"
                    .formatted(entity.getContentType()));
          }
          return completeWithFuture(answer.apply(entity.getData().toArray()));
        });
  }

  /**
   * An identifier of a path.
   *
   * @throws PlatformException INVALID_ARGUMENT if the text breaks its grammar
   */
  static <T> T identifier(String text, Function<String, T> maker) {
    try {
      return maker.apply(text);
    } catch (IllegalArgumentException fault) {
      throw new PlatformException(ErrorCode.INVALID_ARGUMENT, fault.getMessage(), fault);
    }
  }
}
