package io.sampo.http.server;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of one door. Never fails: every failure is an answer. */
@FunctionalInterface
public interface RequestHandler {

  CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client);

  /**
   * As {@link #handle}, but leaves it to the connection to write the answer when it is there, in
   * the thread that sends it: one change of threads less for those who are asked often. Such an
   * answer never fails either.
   */
  default CompletionStage<Supplier<HttpResponse>> begin(
      HttpRequest request, ClientConnection client) {
    return handle(request, client).thenApply(response -> () -> response);
  }
}
