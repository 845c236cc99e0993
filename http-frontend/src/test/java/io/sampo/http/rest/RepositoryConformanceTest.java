package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model repository, over real sockets, with entities that do as the test says. */
class RepositoryConformanceTest {

  private static final String INDEX = "/v2/repository/index";
  private static final String LOAD = "/v2/repository/models/%s/load";
  private static final String UNLOAD = "/v2/repository/models/%s/unload";

  private static ProtocolServer server;

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
    server.neighbours().entities().answer(RepositoryConformanceTest::asTheCatalogSays);
  }

  /** Entities that agree with everything, and do nothing. */
  private static Outcome<?> asTheCatalogSays(Object command) {
    ModelSummary off = Fixtures.undeployed("off");
    return command instanceof SetDeployment set
        ? Outcome.of(deployed(off, set.deployment()))
        : Outcome.of(off);
  }

  /** Entities that know this model. */
  private static void knowing(ModelSummary model) {
    server.neighbours().entities().answer(command -> Outcome.of(model));
  }

  /** Entities that know this model, and whose order to deploy is followed at once. */
  private static void following(ModelSummary model) {
    server
        .neighbours()
        .entities()
        .answer(
            command -> {
              if (command instanceof SetDeployment set) {
                ModelSummary deployed = deployed(model, set.deployment());
                server.serve(withReplica(deployed, 1, ReplicaPhase.READY));
                return Outcome.of(deployed);
              }
              return Outcome.of(model);
            });
  }

  private static ModelSummary deployed(ModelSummary model, Deployment deployment) {
    return new ModelSummary(
        model.name(), model.versions(), deployment, model.replicas(), List.of(), 4);
  }

  private static ModelSummary withReplica(ModelSummary model, int incarnation, ReplicaPhase phase) {
    ReplicaStatus known = Fixtures.model(model.name().value(), true).replicas().get(0);
    ReplicaStatus replica =
        new ReplicaStatus(
            new ReplicaId(known.replica().modelVersion(), incarnation),
            known.node(),
            phase,
            "",
            null);
    return new ModelSummary(
        model.name(), model.versions(), model.deployment(), List.of(replica), List.of(), 5);
  }

  private static HttpResponse<String> load(String model) {
    return server.post(LOAD.formatted(model), "");
  }

  private static <T> T told(Class<T> command) {
    return server.neighbours().entities().commands().stream()
        .filter(command::isInstance)
        .map(command::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + command + ", but it was not told"));
  }

  private static long countTold(Class<?> command) {
    return server.neighbours().entities().commands().stream().filter(command::isInstance).count();
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
        withReplica(
            deployed(
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
    following(Fixtures.undeployed("off"));

    HttpResponse<String> response =
        server.post(LOAD.formatted("off"), body.equals("''") ? "" : body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  @Test
  @Conformance("M05")
  void answersWhenTheModelIsReady() {
    knowing(Fixtures.undeployed("off"));
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> load("off"));
    Awaitility.await().until(() -> countTold(SetDeployment.class) > 0);
    ModelSummary coming =
        deployed(Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1));

    server.serve(withReplica(coming, 1, ReplicaPhase.LOADING));
    assertThat(response).isNotDone();
    server.serve(withReplica(coming, 1, ReplicaPhase.READY));

    assertThat(response.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
  }

  @Test
  @Conformance("M05")
  void deploysTheNewestVersionThatIsAvailable() {
    following(Fixtures.undeployed("off"));

    HttpResponse<String> response = load("off");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    assertThat(told(SetDeployment.class).deployment())
        .isEqualTo(Deployment.of(new VersionName("1"), 1));
  }

  @Test
  @Conformance("M05")
  void renewsTheReplicasOfADeployedModelAndKeepsTheOldUntilThen() {
    ModelSummary model = Fixtures.model("m", true);
    knowing(model);
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> load("m"));
    Awaitility.await().until(() -> countTold(ReloadModel.class) == 1);

    server.serve(model);
    assertThat(response).isNotDone();
    server.serve(withReplica(model, 2, ReplicaPhase.READY));

    assertThat(response.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
    assertThat(countTold(SetDeployment.class)).isZero();
  }

  @Test
  @Conformance("M05")
  void saysWhyALoadFailed() {
    ModelSummary model =
        deployed(Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1));
    ModelSummary rejected =
        new ModelSummary(
            model.name(),
            List.of(
                new VersionSummary(
                    model.versions().get(0).specification(),
                    VersionState.REJECTED,
                    "it fits no signature")),
            model.deployment(),
            List.of(),
            List.of(),
            5);
    server
        .neighbours()
        .entities()
        .answer(
            command -> {
              if (command instanceof SetDeployment) {
                server.serve(rejected);
                return Outcome.of(model);
              }
              return Outcome.of(Fixtures.undeployed("off"));
            });

    HttpResponse<String> response = load("off");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ProtocolServer.error(response))
        .isEqualTo("failed to load 'off', it fits no signature");
  }

  @Test
  @Conformance("M05")
  void saysWhyALoadTakesTooLong() {
    ModelSummary model =
        new ModelSummary(
            Fixtures.model("off", false).name(),
            Fixtures.model("off", false).versions(),
            Deployment.of(new VersionName("1"), 1),
            List.of(),
            List.of("node a has 1 byte free"),
            5);
    server.serve(model);
    knowing(model);

    HttpResponse<String> response = load("off");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(ProtocolServer.error(response))
        .contains("failed to load 'off', it was not ready within 2 s: node a has 1 byte free");
  }

  @Test
  @Conformance(value = "M06", verdict = Verdict.DIFFERENT)
  void refusesModelsThatAreNotThere() {
    server
        .neighbours()
        .entities()
        .answer(
            command -> Outcome.refused(new PlatformError(ErrorCode.MODEL_NOT_FOUND, "no such")));

    assertThat(load("nope").statusCode()).isEqualTo(404);
    assertThat(ProtocolServer.error(load("nope"))).startsWith("failed to load 'nope'");
    assertThat(server.post(UNLOAD.formatted("nope"), "").statusCode()).isEqualTo(404);
  }

  @Test
  @Conformance("M07")
  void unloadsAtOnce() {
    knowing(Fixtures.model("m", true));

    HttpResponse<String> response =
        server.post(UNLOAD.formatted("m"), "{'parameters':{'unload_dependents':false}}");

    assertThat(response.statusCode()).isEqualTo(200);
    Deployment deployment = told(SetDeployment.class).deployment();
    assertThat(deployment.servesAnything()).isFalse();
    assertThat(deployment.weights()).containsKey(new VersionName("1"));

    ModelSummary unloading = deployed(Fixtures.model("m", true), deployment);
    server.serve(withReplica(unloading, 1, ReplicaPhase.DRAINING));
    assertThat(ProtocolServer.json(server.post(INDEX, "")).at("/0/state").asText())
        .isEqualTo("UNLOADING");
    server.serve(deployed(Fixtures.model("m", false), deployment));
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
    assertThat(load(name).statusCode()).isEqualTo(400);
    assertThat(server.neighbours().entities().commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "%2e%2e", "..%2f..", "%2e%2e%2fm"})
  @Conformance("M08")
  void refusesPathsThatLeadElsewhere(String name) {
    assertThat(load(name).statusCode()).isBetween(400, 404);
    assertThat(server.neighbours().entities().commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:../../etc/x", "file:/etc/x", "file:1/model.pt"})
  @Conformance("M08")
  void refusesAllFiles(String file) {
    HttpResponse<String> response =
        server.post(LOAD.formatted("off"), "{'parameters':{'" + file + "':'AAAA'}}");

    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(server.neighbours().entities().commands()).isEmpty();
  }

  @Test
  @Conformance("M09")
  void makesOneLoadOfSeveral() {
    ModelSummary model = Fixtures.model("m", true);
    knowing(model);
    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> load("m")))
            .toList();
    Awaitility.await().until(() -> countTold(ReloadModel.class) == 1);
    // Whoever asks while the new replica is loading, here or elsewhere, joins.
    knowing(withReplica(model, 2, ReplicaPhase.LOADING));

    server.serve(withReplica(model, 2, ReplicaPhase.READY));

    responses.forEach(
        response ->
            assertThat(response.orTimeout(20, TimeUnit.SECONDS).join().statusCode())
                .isEqualTo(200));
    assertThat(countTold(ReloadModel.class)).isEqualTo(1);
  }

  @Test
  @Conformance("M09")
  void goesOnWhenTheClientGoesAway() throws IOException {
    knowing(Fixtures.undeployed("off"));
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + LOAD.formatted("off")
                      + " HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Length: 0\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      Awaitility.await().until(() -> countTold(SetDeployment.class) == 1);
    }

    // Another one that asks finds the same load under way and tells the entity nothing.
    CompletableFuture<HttpResponse<String>> other =
        CompletableFuture.supplyAsync(() -> load("off"));
    server.serve(
        withReplica(
            deployed(Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1)),
            1,
            ReplicaPhase.READY));

    assertThat(other.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
  }

  @Test
  @Conformance("R12")
  void namesTheHeaderThatARestrictedCallNeeds(@TempDir Path directory) throws IOException {
    try (ProtocolServer open = ProtocolServer.open(guardBeyondLoopback(directory))) {
      HttpResponse<String> response = open.post(LOAD.formatted("m"), "");

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(ProtocolServer.error(response))
          .isEqualTo("This API is restricted, expecting header 'Authorization'");
    }
  }

  @Test
  @Conformance("X02")
  void needsTheOperatorTokenBeyondLoopback(@TempDir Path directory) throws IOException {
    try (ProtocolServer open = ProtocolServer.open(guardBeyondLoopback(directory))) {
      knowingAt(open);
      String unload = UNLOAD.formatted("m");

      assertThat(open.post(unload, "").statusCode()).isEqualTo(403);
      assertThat(open.post(unload, "", "Authorization", "Bearer wrong-wrong-wrong").statusCode())
          .isEqualTo(403);
      assertThat(open.post(unload, "", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
      assertThat(open.post(INDEX, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Conformance("X02")
  void isClosedToAllBeyondLoopbackWithoutAToken() {
    Door door = new Door("inference", "sampo.http.inference", "0.0.0.0", 0);
    try (ProtocolServer open = ProtocolServer.open(OperatorGuard.of(door, Optional.empty()))) {
      assertThat(open.post(UNLOAD.formatted("m"), "", "Authorization", "Bearer x").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  @Conformance("X02")
  void needsNoTokenOnLoopbackButFromPagesOfOtherSites() {
    knowing(Fixtures.model("m", true));

    assertThat(server.post(UNLOAD.formatted("m"), "").statusCode()).isEqualTo(200);
    assertThat(
            server
                .post(UNLOAD.formatted("m"), "", "Origin", "https://elsewhere.example")
                .statusCode())
        .isEqualTo(403);
  }

  private static final String TOKEN = "0123456789abcdef";

  private static void knowingAt(ProtocolServer open) {
    open.neighbours().entities().answer(command -> Outcome.of(Fixtures.model("m", true)));
  }

  private static OperatorGuard guardBeyondLoopback(Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN);
    Door door = new Door("inference", "sampo.http.inference", "0.0.0.0", 0);
    return OperatorGuard.of(door, Optional.of(file));
  }
}
