package io.sampo.http.admin;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where an error of the admin interface becomes an HTTP answer: a problem document
 * (RFC 9457) with the error code as a member of its own.
 */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private static final ContentType.NonBinary PROBLEM_JSON =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private Problems() {}

  /** For whatever was thrown; what nobody foresaw is a defect, and logged. */
  static HttpResponse of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof PlatformException platform) {
      return of(platform.error());
    }
    if (cause instanceof MalformedBodyException malformed) {
      return problem(400, ErrorCode.INVALID_ARGUMENT.name(), malformed.getMessage());
    }
    if (cause instanceof EntityStreamSizeException tooLarge) {
      return problem(
          413,
          ErrorCode.INVALID_ARGUMENT.name(),
          "Expected a body of at most %d bytes, but it is larger".formatted(tooLarge.limit()));
    }
    LOG.error("A defect in the admin door", cause);
    return of(
        new PlatformError(
            ErrorCode.INTERNAL, "Expected an answer, but got " + cause.getClass().getName()));
  }

  static HttpResponse of(PlatformError error) {
    int status = status(error.code());
    HttpResponse response = problem(status, error.code().name(), error.message());
    if (status == 401) {
      return response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"sampo\""));
    }
    return status == 503 || status == 429
        ? response.addHeader(RawHeader.create("Retry-After", "1"))
        : response;
  }

  static HttpResponse notFound(String path) {
    return problem(
        404, "NOT_FOUND", "Expected a path of the admin interface, but got [" + path + "]");
  }

  static HttpResponse methodNotAllowed(String method, Set<String> allowed) {
    String list = String.join(", ", new TreeSet<>(allowed));
    return problem(405, "METHOD_NOT_ALLOWED", "Expected %s, but got [%s]".formatted(list, method))
        .addHeader(RawHeader.create("Allow", list));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, ARTIFACT_INVALID, SIGNATURE_MISMATCH -> 422;
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, DATASET_NOT_FOUND, JOB_NOT_FOUND -> 404;
      case ALREADY_EXISTS, CONFLICT, CANCELLED -> 409;
      case UNAUTHORIZED -> 401;
      case TENSOR_TOO_LARGE -> 413;
      case UNSUPPORTED -> 501;
      case DEADLINE_EXCEEDED -> 504;
      case REPLICA_OVERLOADED -> 429;
      case INTERNAL -> 500;
      default -> 503;
    };
  }

  private static HttpResponse problem(int status, String code, String detail) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", StatusCodes.get(status).reason());
    body.put("status", status);
    body.put("detail", detail);
    body.put("code", code);
    return HttpResponse.create().withStatus(status).withEntity(PROBLEM_JSON, AdminJson.bytes(body));
  }
}
