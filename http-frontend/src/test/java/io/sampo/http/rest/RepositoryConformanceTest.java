package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.Scaling;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model repository, over real sockets, with entities that do as the test says. */
class RepositoryConformanceTest {

  private static final String INDEX = "/v2/repository/index";
  private static final String LOAD = "/v2/repository/models/%s/load";
  private static final String UNLOAD = "/v2/repository/models/%s/unload";

  private static ProtocolServer server;

  private RepositoryEntities entities;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
    entities = new RepositoryEntities(server);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/repository/index, 200",
    "/v2/repository/models/off/unload, 200",
    "/v2/repository/mine/index, 501",
    "/v2/repository/mine/models/m/load, 501",
    "/v2/repository/mine/models/m/unload, 501",
    "/v2/repository, 404",
    "/v2/repository/models/m, 404",
    "/v2/repository/models/m/reload, 404"
  })
  @Conformance("M01")
  void takesPostAlone(String path, int status) {
    assertThat(server.post(path, "").statusCode()).isEqualTo(status);
    assertThat(server.get(path).statusCode()).isEqualTo(status == 404 ? 404 : 405);
  }

  @Test
  @Conformance("M02")
  void needsNoBodyForTheIndex() {
    assertThat(server.post(INDEX, "").statusCode()).isEqualTo(200);
    assertThat(server.post(INDEX, "{}").statusCode()).isEqualTo(200);
    JsonNode ready = ProtocolServer.json(server.post(INDEX, "{'ready':true}"));
    assertThat(ready.findValuesAsText("state")).containsOnly("READY").isNotEmpty();
    for (String wrong : List.of("{'ready':1}", "{'ready':'true'}", "{'ready':null}", "[]", "{")) {
      HttpResponse<String> response = server.post(INDEX, wrong);
      assertThat(response.statusCode()).as(wrong).isEqualTo(400);
      assertThat(ProtocolServer.error(response)).isNotEmpty();
    }
  }

  @Test
  @Conformance("M03")
  void listsVersionsWithStateAndReason() {
    ModelSummary never = Fixtures.undeployed("never");
    ModelSummary model = Fixtures.model("m", true);
    ModelSummary draining =
        RepositoryEntities.withReplica(
            RepositoryEntities.deployed(
                Fixtures.undeployed("draining"),
                Deployment.of(new VersionName("1"), 1).withScaling(Scaling.fixed(0))),
            1,
            ReplicaPhase.DRAINING);
    server.serve(model, Fixtures.model("waiting", false), never, draining);

    assertThat(server.post(INDEX, "").body())
        .isEqualTo(
            "[{\"name\":\"draining\",\"version\":\"1\",\"state\":\"UNLOADING\"},"
                + "{\"name\":\"m\",\"version\":\"1\",\"state\":\"READY\"},"
                + "{\"name\":\"m\",\"version\":\"2\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"},"
                + "{\"name\":\"never\"},"
                + "{\"name\":\"waiting\",\"version\":\"1\",\"state\":\"LOADING\"},"
                + "{\"name\":\"waiting\",\"version\":\"2\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 200",
        "{} | 200",
        "{'parameters':{}} | 200",
        "{'parameters':{'config':''}} | 200",
        "{'parameters':{'config':'{}'}} | 200",
        "{'parameters':{'config':'{\\'max_batch_size\\':9}'}} | 501",
        "{'parameters':{'config':'{}','file:1/model.pt':'AAAA'}} | 501",
        "{'parameters':{'config':7}} | 400",
        "{'parameters':{'other':'x'}} | 400",
        "{'parameters':[]} | 400",
        "[] | 400",
      },
      quoteCharacter = '~')
  @Conformance(value = "M04", verdict = Verdict.DIFFERENT)
  void takesNothingThatReplacesWhatIsStored(String body, int status) {
    entities.following(Fixtures.undeployed("off"));

    HttpResponse<String> response =
        server.post(LOAD.formatted("off"), body.equals("''") ? "" : body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  @Test
  @Conformance(value = "M06", verdict = Verdict.DIFFERENT)
  void refusesModelsThatAreNotThere() {
    entities.answer(
        command -> Outcome.refused(new PlatformError(ErrorCode.MODEL_NOT_FOUND, "no such")));

    assertThat(entities.load("nope").statusCode()).isEqualTo(404);
    assertThat(ProtocolServer.error(entities.load("nope"))).startsWith("failed to load 'nope'");
    assertThat(server.post(UNLOAD.formatted("nope"), "").statusCode()).isEqualTo(404);
  }

  @Test
  @Conformance("M07")
  void unloadsAtOnce() {
    entities.knowing(Fixtures.model("m", true));

    HttpResponse<String> response =
        server.post(UNLOAD.formatted("m"), "{'parameters':{'unload_dependents':false}}");

    assertThat(response.statusCode()).isEqualTo(200);
    Deployment deployment = entities.told(SetDeployment.class).deployment();
    assertThat(deployment.servesAnything()).isFalse();
    assertThat(deployment.weights()).containsKey(new VersionName("1"));

    ModelSummary unloading = RepositoryEntities.deployed(Fixtures.model("m", true), deployment);
    server.serve(RepositoryEntities.withReplica(unloading, 1, ReplicaPhase.DRAINING));
    assertThat(ProtocolServer.json(server.post(INDEX, "")).at("/0/state").asText())
        .isEqualTo("UNLOADING");
    server.serve(RepositoryEntities.deployed(Fixtures.model("m", false), deployment));
    assertThat(server.post(INDEX, "").body())
        .contains("\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"");
    assertThat(server.post(UNLOAD.formatted("m"), "{'parameters':{'unload_dependents':1}}"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a%2Fb", "a%00b", "...", "stats"})
  @Conformance("M08")
  void refusesImpossibleNames(String name) {
    assertThat(entities.load(name).statusCode()).isEqualTo(400);
    assertThat(entities.commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "%2e%2e", "..%2f..", "%2e%2e%2fm"})
  @Conformance("M08")
  void refusesPathsThatLeadElsewhere(String name) {
    assertThat(entities.load(name).statusCode()).isBetween(400, 404);
    assertThat(entities.commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:../../etc/x", "file:/etc/x", "file:1/model.pt"})
  @Conformance("M08")
  void refusesAllFiles(String file) {
    HttpResponse<String> response =
        server.post(LOAD.formatted("off"), "{'parameters':{'" + file + "':'AAAA'}}");

    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(entities.commands()).isEmpty();
  }
}
