package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol.CancelJob;
import io.sampo.protocol.training.TrainingJobProtocol.PauseJob;
import io.sampo.protocol.training.TrainingJobProtocol.ResumeJob;
import io.sampo.protocol.training.TrainingJobProtocol.SubmitJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobRoutesTest {

  private static final String JOBS = "/api/v1/jobs";
  private static final String SUBMISSION =
      """
      {"id":"first","model":"digits/1","dataset":"digits-train","loss":"CROSS_ENTROPY",\
      "optimizer":{"learningRate":0.04,"momentum":0.9},"globalBatchSize":128,"epochs":6,\
      "workers":{"minimum":1,"maximum":3},"evaluationDataset":"digits-test",\
      "promotion":{"model":"digits","minimumAccuracy":0.95}}\
      """;

  private final AdminServer server = new AdminServer("", 1);

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void submitsAJob() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));

    // when
    Answer answer = server.send("POST", JOBS, SUBMISSION);

    // then
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(JOBS + "/first");
    SubmitJob submitted = (SubmitJob) server.entities.commands().remove();
    assertThat(submitted.specification()).isEqualTo(Examples.jobSpecification());
    assertThat(answer.response().body())
        .isEqualTo(
            """
            {"id":"first","state":"QUEUED","message":"submitted","generation":0,"workers":[],\
            "progress":{"epoch":0,"step":0,"totalSteps":0,"loss":null,"samplesPerSecond":0.0,\
            "secondsLeft":null},"checkpoint":null,"anomalies":[],"evaluation":null,"evaluations":[],"stoppedEarly":null,"promoted":null,\
            "deployedAt":null,"submittedAt":"2026-02-03T04:00:00Z","finishedAt":null,\
            "specification":{"model":"digits/1","dataset":"digits-train","loss":"CROSS_ENTROPY",\
            "optimizer":{"learningRate":0.04,"momentum":0.9},"globalBatchSize":128,\
            "microBatchSize":0,"epochs":6,"maximumSteps":0,"seed":1,"workers":{"minimum":1,"maximum":3},\
            "checkpoints":{"everySteps":0,"every":"0s","keepLast":2,"keepBest":0},\
            "evaluation":{"dataset":"digits-test","everySteps":0,"earlyStopping":null},\
            "anomalies":{"nonFinite":"STOP","spike":null},"failures":null,\
            "promotion":{"model":"digits","minimumAccuracy":0.95,"deploy":false}}}\
            """);
  }

  @Test
  void makesUpAnIdIfNoneIsSaid() {
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));

    Answer answer = server.send("POST", JOBS, SUBMISSION.replace("\"id\":\"first\",", ""));

    assertThat(answer.header("Location")).matches(JOBS + "/job-[0-9a-f]{8}");
  }

  @Test
  void refusesASubmissionWithAllItsFaults() {
    Answer answer =
        server.send(
            "POST",
            JOBS,
            SUBMISSION.replace("\"epochs\":6", "\"epoch\":6").replace("0.04", "\"a\""));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").asText())
        .contains("[epochs], but it is missing")
        .contains("but got [epoch]")
        .contains("[optimizer.learningRate] to be a number");
    assertThat(server.entities.commands()).isEmpty();
  }

  @Test
  void refusesBodiesOfAnotherTypeOrSize() {
    Answer text =
        server.send(
            server
                .to(JOBS)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
    Answer large = server.send("POST", JOBS, " ".repeat((1 << 20) + 1));

    assertThat(text.status()).isEqualTo(415);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void tellsWhatTheEntityRefuses() {
    server.entities.answer(command -> Outcome.refused(ErrorCode.CONFLICT, "Expected the same job"));

    assertThat(server.send("POST", JOBS, SUBMISSION).status()).isEqualTo(409);
  }

  @Test
  void describesAJobThatIsDone() {
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));

    Answer answer = server.get(JOBS + "/first");

    assertThat(answer.json().path("promoted").asText()).isEqualTo("digits/2");
    assertThat(answer.json().path("deployedAt").asText()).isEqualTo("2026-02-03T04:00:59Z");
    assertThat(answer.json().path("workers").path(0).asText()).isEqualTo("127.0.0.1:17355");
    assertThat(answer.json().path("checkpoint").toString())
        .isEqualTo(
            "{\"step\":192,\"module\":\"%s\",\"moduleBytes\":1234}".formatted(Examples.HASH));
    assertThat(answer.json().path("evaluation").toString())
        .isEqualTo(
            "{\"step\":192,\"samples\":1000,\"correct\":970,\"accuracy\":0.97,\"loss\":0.1}");
    assertThat(answer.json().path("finishedAt").asText()).isEqualTo("2026-02-03T04:01:00Z");
  }

  @Test
  void cancelsAJob() {
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));

    assertThat(server.send("POST", JOBS + "/first/cancel", "").status()).isEqualTo(200);
    assertThat(server.entities.commands().remove()).isInstanceOf(CancelJob.class);
  }

  @Test
  void pausesAndResumesAJob() {
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));

    assertThat(server.send("POST", JOBS + "/first/pause", "").status()).isEqualTo(200);
    assertThat(server.send("POST", JOBS + "/first/resume", "").status()).isEqualTo(200);

    PauseJob pause = (PauseJob) server.entities.commands().remove();
    assertThat(pause.at()).isEqualTo(AdminServer.NOW);
    assertThat(server.entities.commands().remove()).isInstanceOf(ResumeJob.class);
  }

  @Test
  void tellsThatAJobAtItsEndCannotPause() {
    server.entities.answer(command -> Outcome.refused(ErrorCode.CONFLICT, "Expected unfinished"));

    assertThat(server.send("POST", JOBS + "/first/pause", "").status()).isEqualTo(409);
  }

  @Test
  void listsJobsOfAState() {
    // given
    publish(Examples.completedJob());

    // when
    Answer queued = server.get(JOBS + "?state=QUEUED");
    Answer completed = server.get(JOBS + "?state=COMPLETED&limit=1");
    Answer refused = server.get(JOBS + "?limit=0");

    // then
    assertThat(queued.json().toString()).isEqualTo("{\"jobs\":[],\"total\":0}");
    assertThat(completed.json().path("jobs").path(0).path("id").asText()).isEqualTo("first");
    assertThat(refused.status()).isEqualTo(422);
  }

  @Test
  void followsAJobUntilItIsFinal() throws Exception {
    // given
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));

    // when
    try (BufferedReader events = follow()) {
      assertThat(nextState(events)).isEqualTo("QUEUED");
      publish(Examples.runningJob(1));
      assertThat(nextState(events)).isEqualTo("RUNNING");
      publish(Examples.runningJob(1));
      publish(Examples.queuedJob());
      publish(Examples.completedJob());

      // then: what was said and what is older was not said again
      assertThat(nextState(events)).isEqualTo("COMPLETED");
      assertThat(nextState(events)).isNull();
    }
  }

  @Test
  void showsAFinalJobOnce() throws Exception {
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));

    try (BufferedReader events = follow()) {
      assertThat(nextState(events)).isEqualTo("COMPLETED");
      assertThat(nextState(events)).isNull();
    }
  }

  @Test
  void refusesOneFollowerTooMany() throws Exception {
    // given
    server.entities.answer(command -> Outcome.of(Examples.queuedJob()));
    try (BufferedReader events = follow()) {
      nextState(events);

      // when
      Answer answer = server.get(JOBS + "/first/events");

      // then
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.json().path("detail").asText()).contains("at most 1 followers");
    }
  }

  @Test
  void cannotFollowAJobThatDoesNotExist() {
    server.entities.answer(command -> Outcome.refused(ErrorCode.JOB_NOT_FOUND, "Expected a job"));

    assertThat(server.get(JOBS + "/first/events").status()).isEqualTo(404);
  }

  private BufferedReader follow() throws IOException, InterruptedException {
    var response =
        HttpClient.newHttpClient()
            .send(server.to(JOBS + "/first/events").GET().build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The state of the next event, or null at the end. */
  private static String nextState(BufferedReader events) throws IOException {
    String line;
    while ((line = events.readLine()) != null) {
      if (line.startsWith("data:{")) {
        return line.replaceFirst(".*?\"state\":\"([A-Z]+)\".*", "$1");
      }
    }
    return null;
  }

  private void publish(JobSummary job) {
    server.catalog.publish(
        new CatalogSnapshot(
            Map.of(), Map.of(job.id().value(), job), Map.of(), Map.of(), true, AdminServer.NOW));
  }
}
