package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Asks a served model for its predictions, with the cells of a CSV file as they are. */
final class RawPredictions {
  private static final int ROWS_OF_A_REQUEST = 60;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;
  private final List<String> columns;

  /**
   * @param columns each is an input of the model, a number
   */
  RawPredictions(URI frontend, String model, List<String> columns) {
    this.endpoint = frontend.resolve("/v2/models/" + model + "/infer");
    this.columns = List.copyOf(columns);
  }

  /** One number for each row. */
  List<Double> of(List<List<String>> rows) {
    List<Double> predictions = new ArrayList<>();
    for (int first = 0; first < rows.size(); first += ROWS_OF_A_REQUEST) {
      int end = Math.min(rows.size(), first + ROWS_OF_A_REQUEST);
      JsonNode answer = ask(request(rows.subList(first, end)));
      answer.path("outputs").path(0).path("data").forEach(each -> predictions.add(each.asDouble()));
    }
    return predictions;
  }

  private String request(List<List<String>> rows) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      inputs.add(
          "{\"name\":\"%s\",\"datatype\":\"FP64\",\"shape\":[%d],\"data\":[%s]}"
              .formatted(
                  columns.get(column),
                  rows.size(),
                  rows.stream()
                      .map(row -> row.get(column))
                      .map(cell -> cell.isEmpty() ? "null" : cell)
                      .collect(Collectors.joining(","))));
    }
    return "{\"inputs\":[" + String.join(",", inputs) + "]}";
  }

  private JsonNode ask(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(ANSWER_LIMIT)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new ScenarioException("Expected predictions, but got " + answer.body());
      }
      return json.readTree(answer.body());
    } catch (IOException failure) {
      throw new ScenarioException("Expected predictions, but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking for predictions", interrupted);
    }
  }
}
