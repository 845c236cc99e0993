package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DeleteModel;
import io.sampo.protocol.serving.ModelProtocol.LiftQuarantine;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionServing;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRoutesTest {

  private static final String VERSIONS = "/api/v1/models/digits/versions";
  private static final String SPECIFICATION =
      """
      {"version": "1", "signature": {
        "inputs": [{"name": "image", "datatype": "FP32", "shape": [1, 28, 28]}],
        "outputs": [{"name": "logits", "datatype": "FP32", "shape": [10]}],
        "maxBatchSize": 64}}
      """;

  private final AdminServer server = new AdminServer();

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void storesAnUploadAndTellsTheEntity() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.DIGITS_1));
    byte[] module = Archives.module();

    // when
    Answer answer =
        server.post(VERSIONS, new Form().text("spec", SPECIFICATION).file("file", module));

    // then
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(VERSIONS + "/1");
    assertThat(answer.json().path("version").asText()).isEqualTo("1");
    assertThat(answer.json().path("state").asText()).isEqualTo("CHECKING");
    assertThat(answer.json().path("artifactBytes").asInt()).isEqualTo(module.length);
    AddVersion added = (AddVersion) server.entities.commands().remove();
    assertThat(added.name()).isEqualTo(new VersionName("1"));
    assertThat(added.at()).isEqualTo(AdminServer.NOW);
    assertThat(added.source()).isEqualTo("upload");
    assertThat(server.artifacts.stored.get(added.artifact()).toArray()).isEqualTo(module);
  }

  @Test
  void takesThePartsInAnyOrder() {
    server.entities.answer(command -> Outcome.of(Examples.DIGITS_1));

    Answer answer =
        server.post(
            VERSIONS, new Form().file("file", Archives.module()).text("spec", SPECIFICATION));

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void storesNothingThatIsNoModule() {
    // when
    Answer answer =
        server.post(
            VERSIONS, new Form().text("spec", SPECIFICATION).file("file", new byte[500_000]));

    // then
    assertRefused(answer, 422, ErrorCode.ARTIFACT_INVALID);
    assertThat(answer.json().path("detail").asText()).contains("TorchScript").contains("[file]");
    assertThat(server.artifacts.stored).isEmpty();
    assertThat(server.entities.commands()).isEmpty();
  }

  @Test
  void storesNothingForASpecificationThatIsWrong() {
    // when
    Answer answer =
        server.post(
            VERSIONS,
            new Form()
                .text(
                    "spec", SPECIFICATION.replace("\"signature\"", "\"colour\": 1, \"signature\""))
                .file("file", Archives.module()));

    // then
    assertRefused(answer, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(answer.json().path("detail").asText()).contains("but got [colour]");
    assertThat(server.artifacts.stored).isEmpty();
    assertThat(server.entities.commands()).isEmpty();
  }

  @Test
  void namesThePartThatIsMissing() {
    Answer withoutFile = server.post(VERSIONS, new Form().text("spec", SPECIFICATION));
    Answer withoutSpecification = server.post(VERSIONS, new Form().file("file", Archives.module()));

    assertRefused(withoutFile, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(withoutFile.json().path("detail").asText())
        .isEqualTo("Expected the parts [spec, file], but [file] is missing");
    assertRefused(withoutSpecification, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(withoutSpecification.json().path("detail").asText()).contains("[spec] is missing");
    assertThat(server.entities.commands()).isEmpty();
  }

  @Test
  void refusesPartsThatNobodyKnowsOrThatComeTwice() {
    Answer unknown =
        server.post(
            VERSIONS, new Form().text("spec", SPECIFICATION).file("extra", new byte[1_000_000]));
    Answer twice =
        server.post(
            VERSIONS,
            new Form()
                .file("file", Archives.module())
                .file("file", Archives.module())
                .text("spec", SPECIFICATION));

    assertRefused(unknown, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(unknown.json().path("detail").asText()).contains("but got [extra]");
    assertRefused(twice, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(twice.json().path("detail").asText()).contains("[file] once, but it came twice");
  }

  @Test
  void refusesAnUploadThatIsTooLarge() {
    byte[] large = new byte[Math.toIntExact(3 * AdminServer.MAXIMUM_UPLOAD)];

    Answer answer =
        server.post(VERSIONS, new Form().text("spec", SPECIFICATION).file("file", large));

    assertRefused(answer, 413, ErrorCode.INVALID_ARGUMENT);
    assertThat(server.artifacts.stored).isEmpty();
  }

  @Test
  void refusesASpecificationThatIsTooLarge() {
    Answer answer =
        server.post(
            VERSIONS,
            new Form().text("spec", " ".repeat((1 << 20) + 1)).file("file", Archives.module()));

    assertRefused(answer, 422, ErrorCode.INVALID_ARGUMENT);
    assertThat(answer.json().path("detail").asText()).contains("at most 1048576 bytes in [spec]");
  }

  @Test
  void refusesABodyThatIsNoForm() {
    Answer json = server.send("POST", VERSIONS, SPECIFICATION);
    Answer broken =
        server.send(
            server
                .to(VERSIONS)
                .header("Content-Type", new Form().contentType())
                .POST(BodyPublishers.ofString("no form")));

    assertRefused(json, 415, ErrorCode.INVALID_ARGUMENT);
    assertRefused(broken, 400, ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void tellsAConflictOfTheEntity() {
    server.entities.answer(
        command -> Outcome.refused(ErrorCode.ALREADY_EXISTS, "Expected a new version"));

    Answer answer =
        server.post(
            VERSIONS, new Form().text("spec", SPECIFICATION).file("file", Archives.module()));

    assertRefused(answer, 409, ErrorCode.ALREADY_EXISTS);
  }

  @Test
  void describesAModelInThePromisedForm() {
    server.entities.answer(command -> Outcome.of(Examples.model()));

    Answer answer = server.get("/api/v1/models/digits");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().body())
        .isEqualTo(
            """
            {"name":"digits","versions":[{"version":"1","state":"AVAILABLE","message":"",\
            "artifact":"%s","artifactBytes":1234,"signature":{"inputs":[{"name":"image",\
            "datatype":"FP32","shape":[1,28,28]}],"outputs":[{"name":"logits","datatype":"FP32",\
            "shape":[10]}],"maxBatchSize":64,"labels":[]},"plan":null,"rawInput":null,\
            "servedInputs":[{"name":"image","datatype":"FP32","shape":[1,28,28]}],\
            "source":"upload",\
            "addedAt":"2026-02-03T04:00:00Z","wantedReplicas":0,"readyReplicas":1,\
            "load":null,"quarantine":null}],\
            "deployment":{"weights":{"1":1},"replicas":{"minimum":2,"maximum":2,\
            "targetQueueTime":"50ms","scaleUpDelay":"3s","scaleDownDelay":"5m"},\
            "batching":{"maximumBatchSize":0,"maximumDelay":"0s","queueLimit":256},\
            "traffic":{"stickyHeader":"","shadow":null,"shadowPercent":0}},\
            "previousDeployment":null,\
            "replicas":[{"replica":"digits/1/3","version":"1","node":"127.0.0.1:17355",\
            "phase":"READY","artifact":"%s","trigger":"warmed up","message":""},\
            {"replica":"digits/1/4","version":"1","node":"127.0.0.1:17355",\
            "phase":"FAILED","artifact":null,"trigger":"load","message":"Expected 2 bytes, but 1 is free"}],\
            "placementReasons":["Expected room on [127.0.0.1:17356], but it is full"]}\
            """
                .formatted(Examples.HASH, Examples.HASH));
  }

  @Test
  void describesOneVersion() {
    server.entities.answer(command -> Outcome.of(Examples.model()));

    assertThat(server.get(VERSIONS + "/1").json().path("readyReplicas").asInt()).isEqualTo(1);
    assertRefused(server.get(VERSIONS + "/2"), 404, ErrorCode.VERSION_NOT_FOUND);
  }

  @Test
  void showsTheCopyOfTheCatalogWhileTheEntityIsAway() {
    // given
    server.entities.answerNothing();
    server.catalog.publish(
        new CatalogSnapshot(
            Map.of("digits", Examples.model()),
            Map.of(),
            Map.of(),
            Map.of(),
            true,
            AdminServer.NOW));

    // then
    assertThat(server.get("/api/v1/models/digits").json().path("name").asText())
        .isEqualTo("digits");
    assertThat(server.get("/api/v1/models").json().path("models")).hasSize(1);
    Answer unknown = server.get("/api/v1/models/other");
    assertRefused(unknown, 503, ErrorCode.NODE_UNREACHABLE);
    assertThat(unknown.header("Retry-After")).isNotEmpty();
  }

  @Test
  void believesTheEntityRatherThanTheCatalog() {
    server.entities.answer(
        command -> Outcome.refused(ErrorCode.MODEL_NOT_FOUND, "Expected a model"));
    server.catalog.publish(
        new CatalogSnapshot(
            Map.of("digits", Examples.model()),
            Map.of(),
            Map.of(),
            Map.of(),
            true,
            AdminServer.NOW));

    assertRefused(server.get("/api/v1/models/digits"), 404, ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void setsADeploymentAndDeletes() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.model()));

    // when
    Answer deployed =
        server.send(
            "PUT",
            "/api/v1/models/digits/deployment",
            "{\"weights\":{\"1\":100},\"replicas\":2,\"queueLimit\":16}");
    Answer deleted = server.send("DELETE", "/api/v1/models/digits", "");

    // then
    assertThat(deployed.status()).isEqualTo(200);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(((SetDeployment) server.entities.commands().remove()).deployment())
        .isEqualTo(
            new Deployment(
                Map.of(new VersionName("1"), 100),
                Scaling.fixed(2),
                Batching.withQueueLimit(16),
                Traffic.PLAIN));
    assertThat(server.entities.commands().remove()).isInstanceOf(DeleteModel.class);
  }

  @Test
  void reloadsAndLiftsTheQuarantine() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.model()));

    // when
    Answer reloaded = server.send("POST", "/api/v1/models/digits/reload", "");
    Answer lifted = server.send("POST", "/api/v1/models/digits/quarantine/lift", "");

    // then
    assertThat(reloaded.status()).isEqualTo(200);
    assertThat(lifted.status()).isEqualTo(200);
    assertThat(server.entities.commands().remove()).isInstanceOf(ReloadModel.class);
    assertThat(server.entities.commands().remove()).isInstanceOf(LiftQuarantine.class);
  }

  @Test
  void showsWhatIsWantedAndAskedOfAVersion() {
    // given
    ModelSummary model = Examples.model();
    VersionName one = new VersionName("1");
    ReplicaLoad load =
        new ReplicaLoad(
            model.replicas().get(0).replica(),
            40,
            2,
            3,
            1,
            Duration.ofNanos(1_500_000),
            Duration.ZERO);
    PlatformError quarantine = new PlatformError(ErrorCode.ARTIFACT_QUARANTINED, "two died");
    server.entities.answer(
        command ->
            Outcome.of(
                new ModelSummary(
                    model.name(),
                    model.versions(),
                    model.deployment(),
                    null,
                    model.replicas(),
                    List.of(new VersionServing(one, 3, quarantine, List.of(load, load))),
                    List.of(),
                    7)));

    // when
    JsonNode version = server.get(VERSIONS + "/1").json();

    // then
    assertThat(version.path("wantedReplicas").asInt()).isEqualTo(3);
    assertThat(version.path("quarantine").asText()).isEqualTo("two died");
    assertThat(version.path("load").toString())
        .isEqualTo(
            "{\"requestsPerSecond\":80,\"refusedPerSecond\":4,\"waiting\":6,\"running\":2,"
                + "\"queueMillis\":1.5}");
  }

  @Test
  void refusesANameThatBreaksTheGrammar() {
    assertRefused(server.get("/api/v1/models/a%20b"), 422, ErrorCode.INVALID_ARGUMENT);
  }

  private static void assertRefused(Answer answer, int status, ErrorCode code) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("code").asText()).isEqualTo(code.name());
  }
}
