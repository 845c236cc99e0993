package io.sampo.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/** JSON answers of requests that succeeded. */
final class Answers {

  private Answers() {}

  static HttpResponse ok(JsonNode body) {
    return json(StatusCodes.OK, body);
  }

  static HttpResponse created(String location, JsonNode body) {
    return json(StatusCodes.CREATED, body).addHeader(Location.create(location));
  }

  static HttpResponse accepted(String location, JsonNode body) {
    return json(StatusCodes.ACCEPTED, body).addHeader(Location.create(location));
  }

  private static HttpResponse json(StatusCode status, JsonNode body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(
            ContentTypes.APPLICATION_JSON, body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
