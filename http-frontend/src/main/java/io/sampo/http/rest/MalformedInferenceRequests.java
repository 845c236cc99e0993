package io.sampo.http.rest;

import io.sampo.http.server.MalformedRequest;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * What the inference door answers to what is no HTTP request: as to every other fault. Made by the
 * HTTP server, by name. Nothing is logged: strangers must not fill the log.
 */
public final class MalformedInferenceRequests extends ParsingErrorHandler {

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    MalformedRequest request = MalformedRequest.of(status.intValue(), error.summary());
    return InferenceErrors.answer(request.status(), request.message());
  }
}
