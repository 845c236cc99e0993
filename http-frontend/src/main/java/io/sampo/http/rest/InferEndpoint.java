package io.sampo.http.rest;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.InferenceCall;
import io.sampo.http.inference.InferenceService;
import io.sampo.http.inference.Refusal;
import io.sampo.http.routing.InferAnswer;
import io.sampo.http.server.Body;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.ContentCoding;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * {@code POST …/infer}: reads a request, has it answered, writes the answer. Every request is
 * answered and counted once. Thread-safe.
 */
final class InferEndpoint {

  private final InferenceService service;
  private final BodyReader bodies;
  private final Executor executor;
  private final Executor compressor;

  /**
   * @param executor where answers are written, away from the router
   * @param compressor where bodies and answers are compressed and decompressed
   */
  InferEndpoint(
      InferenceService service, BodyReader bodies, Executor executor, Executor compressor) {
    this.service = service;
    this.bodies = bodies;
    this.executor = executor;
    this.compressor = compressor;
  }

  /** One request on its way through this door. */
  private final class Exchange {
    private final V2Path path;
    private final InferHeaders headers;
    private final ClientConnection client;
    private final InferenceCall call;

    Exchange(V2Path path, InferHeaders headers, ClientConnection client) {
      this.path = path;
      this.headers = headers;
      this.client = client;
      this.call = service.begin(headers.requestId(), headers.trace());
    }

    CompletionStage<HttpResponse> answer(Body body) {
      InferTarget target = call.target(path.model(), path.version());
      InferRequest request = InferRequestParser.parse(body, headers.jsonLength(), target);
      client.onGone(call::cancel);
      return call.infer(target, request, headers.timeout())
          .thenApplyAsync(answer -> write(request, target, answer), writer());
    }

    /** Compressing takes long enough to be kept away from what answers others. */
    private Executor writer() {
      return headers.answerCoding() == ContentCoding.IDENTITY ? executor : compressor;
    }

    private HttpResponse write(
        InferRequest request, InferTarget target, Outcome<InferAnswer> answer) {
      InferAnswer value = answer.orThrow();
      InferReply reply = InferReplyWriter.write(request, target, value.outputs());
      HttpResponse response =
          InferenceErrors.withRequestId(
              InferResponse.of(reply, headers.answerCoding()), headers.requestId());
      return value.attempts() == 1
          ? response
          : response.addHeader(
              RawHeader.create("X-Sampo-Attempts", Integer.toString(value.attempts())));
    }

    HttpResponse finish(HttpResponse response, Throwable failure) {
      client.forget();
      if (failure != null) {
        return refused(call.refused(failure));
      }
      call.answered();
      return response;
    }

    HttpResponse refuseEncoding(Body body, Throwable failure) {
      call.refused(failure == null ? Refusal.unsupported("this content encoding") : failure);
      return InferenceErrors.unsupportedEncoding(headers.contentEncoding());
    }

    private HttpResponse refused(PlatformError error) {
      boolean known = error.code() != ErrorCode.MODEL_NOT_FOUND;
      return InferenceErrors.of(error, known ? call.traceableId() : headers.requestId());
    }
  }

  CompletionStage<HttpResponse> infer(HttpRequest request, ClientConnection client, V2Path path) {
    InferHeaders headers = InferHeaders.of(request);
    Exchange exchange = new Exchange(path, headers, client);
    Optional<ContentCoding> coding = headers.bodyCoding();
    if (coding.isEmpty()) {
      return bodies.read(request.entity()).handle(exchange::refuseEncoding);
    }
    return bodies
        .read(request.entity(), coding.get(), compressor)
        .thenCompose(exchange::answer)
        .handle(exchange::finish);
  }
}
