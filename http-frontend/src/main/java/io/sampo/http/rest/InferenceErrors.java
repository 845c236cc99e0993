package io.sampo.http.rest;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sampo.http.server.ContentCoding;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The only place where an error of the inference protocol becomes an HTTP answer. */
final class InferenceErrors {

  private InferenceErrors() {}

  static HttpResponse notFound() {
    return answer(404, "Not Found");
  }

  static HttpResponse methodNotAllowed() {
    return answer(405, "Method Not Allowed");
  }

  static HttpResponse modelNotReady() {
    return answer(400, "Model version not ready");
  }

  static HttpResponse unsupportedEncoding(String encoding) {
    return answer(
            415,
            "Expected Content-Encoding of %s or none, but got '%s'"
                .formatted(ContentCoding.ACCEPTED, encoding))
        .addHeader(RawHeader.create("Accept-Encoding", ContentCoding.ACCEPTED));
  }

  /**
   * The answer for an error.
   *
   * @param requestId goes along where sending again may help; the empty string for none
   */
  static HttpResponse of(PlatformError error, String requestId) {
    int status = status(error.code());
    HttpResponse response = answer(status, error.message());
    if (status == 503 || status == 429) {
      response = response.addHeader(RawHeader.create("Retry-After", "1"));
    }
    return requestId.isEmpty()
        ? response
        : response.addHeader(RawHeader.create(InferHeaders.REQUEST_ID, requestId));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, DATASET_NOT_FOUND, JOB_NOT_FOUND -> 404;
      case UNAUTHORIZED -> 403;
      case TENSOR_TOO_LARGE -> 413;
      case UNSUPPORTED -> 501;
      case INTERNAL -> 500;
      default ->
          switch (code.category()) {
            case CALLER -> 400;
            case CAPACITY, DEPENDENCY -> 503;
            case INTERNAL -> 500;
          };
    };
  }

  static HttpResponse answer(int status, String message) {
    StringBuilder json = new StringBuilder(message.length() + 16).append("{\"error\":\"");
    JsonStringEncoder.getInstance().quoteAsString(message, json);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(ContentTypes.APPLICATION_JSON, json.append("\"}").toString());
  }

  static HttpResponse withRequestId(HttpResponse response, String requestId) {
    return requestId.isEmpty()
        ? response
        : response.addHeaders(List.of(RawHeader.create(InferHeaders.REQUEST_ID, requestId)));
  }
}
