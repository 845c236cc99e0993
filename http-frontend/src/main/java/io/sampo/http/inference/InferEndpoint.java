package io.sampo.http.inference;

import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RequestRouter;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.http.server.Body;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.telemetry.InferenceMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * {@code POST …/infer}: reads, checks, routes, writes. Every step refuses with the protocol's
 * words; every request is answered and counted once. Thread-safe.
 */
final class InferEndpoint {

  private final TargetResolver resolver;
  private final RequestRouter router;
  private final BodyReader bodies;
  private final Duration longest;
  private final RequestIds ids;
  private final Executor executor;
  private final InferenceMetrics metrics = new InferenceMetrics();
  private final LongSupplier nanoTime = System::nanoTime;

  /**
   * @param longest the deadline of requests that name none
   * @param executor where answers are written, away from the router
   */
  InferEndpoint(
      TargetResolver resolver,
      RequestRouter router,
      BodyReader bodies,
      Duration longest,
      RequestIds ids,
      Executor executor) {
    this.resolver = resolver;
    this.router = router;
    this.bodies = bodies;
    this.longest = longest;
    this.ids = ids;
    this.executor = executor;
  }

  /** One request on its way through this door. */
  private final class Exchange {
    private final V2Path path;
    private final InferHeaders headers;
    private final ClientConnection client;
    private final long arrivedAt = nanoTime.getAsLong();
    private String model = InferenceMetrics.UNKNOWN_MODEL;
    private String outcome = "ok";

    Exchange(V2Path path, InferHeaders headers, ClientConnection client) {
      this.path = path;
      this.headers = headers;
      this.client = client;
    }

    CompletionStage<HttpResponse> answer(Body body) {
      if (!headers.isPlain()) {
        outcome = "unsupported_encoding";
        return CompletableFuture.completedFuture(
            InferenceErrors.unsupportedEncoding(headers.contentEncoding()));
      }
      InferTarget target = resolver.target(path.model(), path.versionName());
      model = target.model();
      InferRequest request = InferRequestParser.parse(body, headers.jsonLength(), target);
      RequestValidator.requireFit(request, target);
      RoutedRequest routed = routed(request, target);
      client.onGone(() -> router.cancel(routed));
      router.route(routed);
      return routed.answer().thenApplyAsync(answer -> write(request, target, answer), executor);
    }

    private RoutedRequest routed(InferRequest request, InferTarget target) {
      Duration patience = longest;
      Duration byHeader = headers.timeout().orElse(longest);
      Duration byParameter = request.timeout().orElse(longest);
      patience = byHeader.compareTo(patience) < 0 ? byHeader : patience;
      patience = byParameter.compareTo(patience) < 0 ? byParameter : patience;
      String wanted = headers.requestId().isEmpty() ? request.id() : headers.requestId();
      return new RoutedRequest(
          target.version(),
          ids.next(wanted),
          arrivedAt + patience.toNanos(),
          headers.trace(),
          request.inputs(),
          request.outputNames(),
          new CompletableFuture<>());
    }

    private HttpResponse write(
        InferRequest request, InferTarget target, Outcome<InferAnswer> answer) {
      client.forget();
      InferAnswer value = answer.orThrow();
      InferReply reply = InferReplyWriter.write(request, target, value.outputs());
      HttpResponse response = InferenceErrors.withRequestId(response(reply), headers.requestId());
      return value.attempts() == 1
          ? response
          : response.addHeader(
              RawHeader.create("X-Sampo-Attempts", Integer.toString(value.attempts())));
    }

    HttpResponse finish(HttpResponse response, Throwable failure) {
      client.forget();
      HttpResponse answer = failure == null ? response : refused(InferenceErrors.error(failure));
      metrics.answered(model, outcome, nanoTime.getAsLong() - arrivedAt);
      return answer;
    }

    private HttpResponse refused(PlatformError error) {
      outcome = error.code().name().toLowerCase(Locale.ROOT);
      boolean known = error.code() != ErrorCode.MODEL_NOT_FOUND;
      String id = headers.requestId();
      if (id.isEmpty() && known) {
        id = ids.next("").value();
      }
      return InferenceErrors.of(error, id);
    }
  }

  CompletionStage<HttpResponse> infer(HttpRequest request, ClientConnection client, V2Path path) {
    Exchange exchange = new Exchange(path, InferHeaders.of(request), client);
    return bodies.read(request.entity()).thenCompose(exchange::answer).handle(exchange::finish);
  }

  private static HttpResponse response(InferReply reply) {
    if (!reply.isBinary()) {
      return HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, reply.json());
    }
    ByteString body = ByteString.fromArrayUnsafe(reply.json());
    for (ByteBuffer tensor : reply.binary()) {
      body = body.concat(ByteString.fromByteBuffer(tensor.duplicate()));
    }
    return HttpResponse.create()
        .withEntity(ContentTypes.APPLICATION_OCTET_STREAM, body)
        .addHeader(
            RawHeader.create(InferHeaders.JSON_LENGTH, Integer.toString(reply.json().length)));
  }
}
