package io.sampo.http.rest;

import io.sampo.http.inference.ModelStatistics;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET …/stats}. Thread-safe. */
final class StatisticsEndpoint {

  private final ModelStatistics statistics;

  StatisticsEndpoint(ModelStatistics statistics) {
    this.statistics = statistics;
  }

  CompletionStage<HttpResponse> answer(V2Path path) {
    return (path.model().isEmpty()
            ? statistics.ofAll()
            : statistics.of(path.model(), path.version()))
        .thenApply(versions -> JsonAnswer.of(200, StatisticsJson.of(versions)));
  }
}
