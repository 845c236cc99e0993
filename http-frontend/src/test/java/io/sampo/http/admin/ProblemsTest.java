package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 422",
    "ARTIFACT_INVALID, 422",
    "MODEL_NOT_FOUND, 404",
    "JOB_NOT_FOUND, 404",
    "CONFLICT, 409",
    "ALREADY_EXISTS, 409",
    "UNAUTHORIZED, 401",
    "REPLICA_OVERLOADED, 429",
    "NODE_UNREACHABLE, 503",
    "JOURNAL_UNAVAILABLE, 503",
    "DEVICE_FULL, 503",
    "INTERNAL, 500"
  })
  void hasAStatusForTheCode(ErrorCode code, int status) {
    assertThat(Problems.of(new PlatformError(code, "why")).status().intValue()).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void isAnErrorForEveryCode(ErrorCode code) {
    assertThat(Problems.of(new PlatformError(code, "why")).status().intValue()).isBetween(400, 599);
  }

  @Test
  void isAProblemDocument() throws IOException {
    // when
    HttpResponse response =
        Problems.of(new PlatformError(ErrorCode.MODEL_NOT_FOUND, "Expected [a], but …"));

    // then
    JsonNode problem = json(response);
    assertThat(response.entity().getContentType().toString()).isEqualTo("application/problem+json");
    assertThat(problem.path("type").asText()).isEqualTo("urn:sampo:problem:model-not-found");
    assertThat(problem.path("title").asText()).isEqualTo("Not Found");
    assertThat(problem.path("status").asInt()).isEqualTo(404);
    assertThat(problem.path("detail").asText()).isEqualTo("Expected [a], but …");
    assertThat(problem.path("code").asText()).isEqualTo("MODEL_NOT_FOUND");
  }

  @Test
  void saysWhenToComeBack() {
    assertThat(
            Problems.of(new PlatformError(ErrorCode.NODE_UNREACHABLE, "why"))
                .getHeader("Retry-After"))
        .isPresent();
    assertThat(Problems.of(new PlatformError(ErrorCode.CONFLICT, "why")).getHeader("Retry-After"))
        .isEmpty();
  }

  @Test
  void findsTheRefusalAmongTheCauses() {
    Throwable failure =
        new CompletionException(
            new IllegalStateException(new PlatformException(ErrorCode.CONFLICT, "why")));

    assertThat(Problems.of(failure).status().intValue()).isEqualTo(409);
  }

  @Test
  void takesAnythingElseForADefect() throws IOException {
    HttpResponse response = Problems.of(new IllegalStateException("broken"));

    assertThat(response.status().intValue()).isEqualTo(500);
    assertThat(json(response).path("code").asText()).isEqualTo("INTERNAL");
  }

  @Test
  void blamesTheCallerForARequestThatNeverEnds() {
    assertThat(Problems.of(new TimeoutException("10 minutes")).status().intValue()).isEqualTo(408);
  }

  private static JsonNode json(HttpResponse response) throws IOException {
    HttpEntity.Strict entity = (HttpEntity.Strict) response.entity();
    return new ObjectMapper().readTree(entity.getData().toArray());
  }

  @ParameterizedTest
  @CsvSource({"501, 405", "505, 400", "414, 414"})
  void tellsWhatIsNoHttpRequestThatItIsTheClientsFault(int given, int answered) throws IOException {
    HttpResponse answer =
        new MalformedAdminRequests()
            .handle(
                StatusCode.int2StatusCode(given),
                new ErrorInfo("no request", "detail"),
                null,
                null);

    JsonNode problem =
        new ObjectMapper()
            .readTree(((HttpEntity.Strict) answer.entity()).getData().toArrayUnsafe());
    assertThat(answer.status().intValue()).isEqualTo(answered);
    assertThat(problem.path("status").intValue()).isEqualTo(answered);
    assertThat(problem.path("detail").textValue()).isEqualTo("no request");
  }
}
