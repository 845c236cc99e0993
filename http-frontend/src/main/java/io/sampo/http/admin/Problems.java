package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;

/** Every refusal of the admin interface as a problem document (RFC 9457). */
final class Problems {

  static final ContentType CONTENT_TYPE =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private static final RawHeader RETRY_SOON = RawHeader.create("Retry-After", "1");
  private static final RawHeader BEARER =
      RawHeader.create("WWW-Authenticate", "Bearer realm=\"sampo\"");

  private static final Map<ErrorCode, StatusCode> STATUSES =
      Map.ofEntries(
          Map.entry(ErrorCode.INVALID_ARGUMENT, StatusCodes.UNPROCESSABLE_CONTENT),
          Map.entry(ErrorCode.MODEL_NOT_FOUND, StatusCodes.NOT_FOUND),
          Map.entry(ErrorCode.VERSION_NOT_FOUND, StatusCodes.NOT_FOUND),
          Map.entry(ErrorCode.DATASET_NOT_FOUND, StatusCodes.NOT_FOUND),
          Map.entry(ErrorCode.JOB_NOT_FOUND, StatusCodes.NOT_FOUND),
          Map.entry(ErrorCode.ALREADY_EXISTS, StatusCodes.CONFLICT),
          Map.entry(ErrorCode.CONFLICT, StatusCodes.CONFLICT),
          Map.entry(ErrorCode.CANCELLED, StatusCodes.CONFLICT),
          Map.entry(ErrorCode.UNAUTHORIZED, StatusCodes.UNAUTHORIZED),
          Map.entry(ErrorCode.TENSOR_TOO_LARGE, StatusCodes.CONTENT_TOO_LARGE),
          Map.entry(ErrorCode.DEADLINE_EXCEEDED, StatusCodes.GATEWAY_TIMEOUT),
          Map.entry(ErrorCode.REPLICA_OVERLOADED, StatusCodes.TOO_MANY_REQUESTS));

  private Problems() {}

  static HttpResponse of(PlatformError error) {
    return of(statusOf(error.code()), error.code(), error.message());
  }

  /** What a failure means to the caller; whatever has no meaning is a defect of ours. */
  static HttpResponse of(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof StatusRefusal refused) {
        return of(refused.status(), refused.error().code(), refused.error().message());
      }
      if (each instanceof PlatformException refused) {
        return of(refused.error());
      }
      if (each instanceof EntityStreamSizeException large) {
        return of(
            StatusCodes.CONTENT_TOO_LARGE,
            ErrorCode.INVALID_ARGUMENT,
            "Expected at most %d bytes, but got more".formatted(large.limit()));
      }
      if (each instanceof TimeoutException) {
        return of(
            StatusCodes.REQUEST_TIMEOUT,
            ErrorCode.DEADLINE_EXCEEDED,
            "Expected the whole request in time, but: " + each.getMessage());
      }
      if (each instanceof ExceptionWithErrorInfo unreadable) {
        return of(
            StatusCodes.BAD_REQUEST,
            ErrorCode.INVALID_ARGUMENT,
            "Expected a readable request, but: " + unreadable.info().formatPretty());
      }
    }
    return of(PlatformError.from(failure));
  }

  static HttpResponse of(StatusCode status, ErrorCode code, String detail) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put(
        "type", "urn:sampo:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    problem.put("title", status.reason());
    problem.put("status", status.intValue());
    problem.put("detail", detail);
    problem.put("code", code.name());
    HttpResponse response =
        HttpResponse.create()
            .withStatus(status)
            .withEntity(CONTENT_TYPE, problem.toString().getBytes(StandardCharsets.UTF_8));
    return withHeaders(response, status);
  }

  private static HttpResponse withHeaders(HttpResponse response, StatusCode status) {
    if (status.equals(StatusCodes.SERVICE_UNAVAILABLE)
        || status.equals(StatusCodes.TOO_MANY_REQUESTS)) {
      return response.addHeader(RETRY_SOON);
    }
    return status.equals(StatusCodes.UNAUTHORIZED) ? response.addHeader(BEARER) : response;
  }

  private static StatusCode statusOf(ErrorCode code) {
    StatusCode known = STATUSES.get(code);
    if (known != null) {
      return known;
    }
    return switch (code.category()) {
      case CALLER -> StatusCodes.UNPROCESSABLE_CONTENT;
      case CAPACITY, DEPENDENCY -> StatusCodes.SERVICE_UNAVAILABLE;
      case INTERNAL -> StatusCodes.INTERNAL_SERVER_ERROR;
    };
  }
}
