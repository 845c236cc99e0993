package io.sampo.http.admin;

import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Answers that say yes. */
final class AdminAnswers {

  private AdminAnswers() {}

  static HttpResponse ok(Object body) {
    return json(200, body);
  }

  static HttpResponse created(String location, Object body) {
    return json(201, body).addHeader(RawHeader.create("Location", location));
  }

  static HttpResponse accepted(String location, Object body) {
    return json(202, body).addHeader(RawHeader.create("Location", location));
  }

  private static HttpResponse json(int status, Object body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(ContentTypes.APPLICATION_JSON, AdminJson.bytes(body));
  }
}
