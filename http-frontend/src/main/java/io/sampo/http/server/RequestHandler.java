package io.sampo.http.server;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of one door. Never fails: every failure is an answer. */
@FunctionalInterface
public interface RequestHandler {

  CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client);
}
