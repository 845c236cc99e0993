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
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpHeader;
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
  private final Executor compressor;

  /**
   * @param compressor where bodies and answers are compressed and decompressed
   */
  InferEndpoint(InferenceService service, BodyReader bodies, Executor compressor) {
    this.service = service;
    this.bodies = bodies;
    this.compressor = compressor;
  }

  /** One request on its way through this door. */
  private final class Exchange {
    private final V2Path path;
    private final InferHeaders headers;
    private final ClientConnection client;
    private final InferenceCall call;

    Exchange(HttpRequest request, V2Path path, InferHeaders headers, ClientConnection client) {
      this.path = path;
      this.headers = headers;
      this.client = client;
      this.call =
          service.begin(
              headers.requestId(),
              headers.trace(),
              name -> request.getHeader(name).map(HttpHeader::value));
    }

    CompletionStage<Supplier<HttpResponse>> answer(Body body) {
      InferTarget target = call.target(path.model(), path.version());
      InferRequest request = InferRequestParser.parse(body, headers.jsonLength(), target);
      client.onGone(call::cancel);
      CompletionStage<InferAnswer> answer =
          call.infer(target, request, headers.timeout()).thenApply(Outcome::orThrow);
      if (headers.answerCoding() == ContentCoding.IDENTITY) {
        return answer.thenApply(value -> () -> write(request, value));
      }
      // Compressing takes long enough to be kept away from what answers others.
      return answer
          .thenApplyAsync(value -> write(request, value), compressor)
          .thenApply(response -> () -> response);
    }

    private HttpResponse write(InferRequest request, InferAnswer value) {
      InferReply reply = InferReplyWriter.write(request, call.answering(), value.outputs());
      HttpResponse response =
          InferenceErrors.withRequestId(
              InferResponse.of(reply, headers.answerCoding()), headers.requestId());
      return value.attempts() == 1
          ? response
          : response.addHeader(
              RawHeader.create("X-Sampo-Attempts", Integer.toString(value.attempts())));
    }

    Supplier<HttpResponse> finish(Supplier<HttpResponse> response, Throwable failure) {
      client.forget();
      if (failure != null) {
        PlatformError error = call.refused(failure);
        return () -> send(error);
      }
      return () -> finish(response);
    }

    private HttpResponse finish(Supplier<HttpResponse> response) {
      try {
        HttpResponse written = response.get();
        call.answered();
        return written;
      } catch (RuntimeException failure) {
        return send(call.refused(failure));
      }
    }

    Supplier<HttpResponse> refuseEncoding(Body body, Throwable failure) {
      call.refused(failure == null ? Refusal.unsupported("this content encoding") : failure);
      return () -> InferenceErrors.unsupportedEncoding(headers.contentEncoding());
    }

    private HttpResponse send(PlatformError error) {
      boolean known = error.code() != ErrorCode.MODEL_NOT_FOUND;
      HttpResponse refusal =
          InferenceErrors.of(error, known ? call.traceableId() : headers.requestId());
      call.refusalSent(error);
      return refusal;
    }
  }

  CompletionStage<Supplier<HttpResponse>> infer(
      HttpRequest request, ClientConnection client, V2Path path) {
    InferHeaders headers = InferHeaders.of(request);
    Exchange exchange = new Exchange(request, path, headers, client);
    Optional<ContentCoding> coding = headers.bodyCoding();
    if (coding.isEmpty()) {
      return bodies.read(request.entity()).handle(exchange::refuseEncoding);
    }
    return bodies
        .read(request.entity(), coding.get(), compressor, exchange.call::hold)
        .thenCompose(exchange::answer)
        .handle(exchange::finish);
  }
}
