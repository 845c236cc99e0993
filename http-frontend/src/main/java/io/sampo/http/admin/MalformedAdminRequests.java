package io.sampo.http.admin;

import io.sampo.http.server.MalformedRequest;
import io.sampo.protocol.error.ErrorCode;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * What the admin door answers to what is no HTTP request: a problem document. Made by the HTTP
 * server, by name. Nothing is logged: strangers must not fill the log.
 */
public final class MalformedAdminRequests extends ParsingErrorHandler {

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    MalformedRequest request = MalformedRequest.of(status.intValue(), error.summary());
    return Problems.of(
        StatusCodes.get(request.status()), ErrorCode.INVALID_ARGUMENT, request.message());
  }
}
