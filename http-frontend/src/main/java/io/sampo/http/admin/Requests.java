package io.sampo.http.admin;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.extractMaterializer;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestEntity;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/** What the routes have in common about requests. */
final class Requests {

  private static final int LONGEST_JSON = 1 << 20;
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
    return extractMaterializer(
        materializer ->
            extractRequestEntity(
                entity ->
                    completeWithFuture(
                        body(entity, materializer)
                            .thenCompose(
                                body -> answer.apply(accepted(entity.getContentType(), body))))));
  }

  /** One byte too many at most is kept; the rest is read, so that the client hears the answer. */
  private static CompletionStage<ByteString> body(HttpEntity entity, Materializer materializer) {
    return entity
        .getDataBytes()
        .completionTimeout(JSON_TIMEOUT)
        .runFold(
            ByteString.emptyByteString(),
            (all, chunk) -> all.concat(chunk.take(LONGEST_JSON + 1 - all.size())),
            materializer);
  }

  private static byte[] accepted(ContentType type, ByteString body) {
    if (!type.mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      throw new StatusRefusal(
          StatusCodes.UNSUPPORTED_MEDIA_TYPE,
          ErrorCode.INVALID_ARGUMENT,
          "Expected a body of application/json, but was [%s]".formatted(type));
    }
    if (body.size() > LONGEST_JSON) {
      throw new StatusRefusal(
          StatusCodes.CONTENT_TOO_LARGE,
          ErrorCode.INVALID_ARGUMENT,
          "Expected at most %d bytes of JSON, but got more".formatted(LONGEST_JSON));
    }
    return body.toArray();
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
