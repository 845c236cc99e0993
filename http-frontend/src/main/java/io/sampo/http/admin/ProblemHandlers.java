package io.sampo.http.admin;

import static org.apache.pekko.http.javadsl.server.Directives.complete;

import io.sampo.protocol.error.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;

/** Turns whatever ends a route without an answer into a problem document. */
final class ProblemHandlers {

  private final Logger log;

  ProblemHandlers(Logger log) {
    this.log = log;
  }

  ExceptionHandler exceptions() {
    return ExceptionHandler.newBuilder().matchAny(this::onFailure).build();
  }

  RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, ProblemHandlers::onMethods)
        .handle(Rejection.class, ProblemHandlers::onRejection)
        .handleNotFound(
            complete(
                Problems.of(
                    StatusCodes.NOT_FOUND,
                    ErrorCode.INVALID_ARGUMENT,
                    "Expected a path of the admin interface, but there is no such path")))
        .build();
  }

  private Route onFailure(Throwable failure) {
    HttpResponse answer = Problems.of(failure);
    if (answer.status().equals(StatusCodes.INTERNAL_SERVER_ERROR)) {
      log.error("A request of the admin interface failed", failure);
    }
    return complete(answer);
  }

  private static Route onMethods(List<MethodRejection> rejections) {
    String allowed =
        rejections.stream()
            .map(rejection -> rejection.supported().name())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return complete(
        Problems.of(
                StatusCodes.METHOD_NOT_ALLOWED,
                ErrorCode.INVALID_ARGUMENT,
                "Expected one of the methods [%s], but got another one".formatted(allowed))
            .addHeader(RawHeader.create("Allow", allowed)));
  }

  private static Route onRejection(Rejection rejection) {
    return complete(
        Problems.of(
            StatusCodes.BAD_REQUEST,
            ErrorCode.INVALID_ARGUMENT,
            "Expected a request that can be answered, but: " + rejection));
  }
}
