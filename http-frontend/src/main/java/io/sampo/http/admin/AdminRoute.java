package io.sampo.http.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** One method at one path, with <code>{}</code> for each name in it. */
record AdminRoute(String method, List<String> pattern, Handler handler) {

  private static final String NAME = "{}";

  /** Answers a request; may throw or fail, which becomes a problem document. */
  @FunctionalInterface
  interface Handler {
    /**
     * Answers.
     *
     * @param names what stands for the <code>{}</code> of the path, in order
     */
    CompletionStage<HttpResponse> handle(HttpRequest request, List<String> names);
  }

  static AdminRoute of(String method, String path, Handler handler) {
    return new AdminRoute(method, List.of(path.substring(1).split("/")), handler);
  }

  /** The names in the path, if it matches in full. */
  Optional<List<String>> match(List<String> segments) {
    if (segments.size() != pattern.size()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>(2);
    for (int i = 0; i < pattern.size(); i++) {
      if (pattern.get(i).equals(NAME)) {
        names.add(segments.get(i));
      } else if (!pattern.get(i).equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }
}
