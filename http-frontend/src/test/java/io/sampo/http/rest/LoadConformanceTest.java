package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loading models, over real sockets, with entities that do as the test says. */
class LoadConformanceTest {

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

  @Test
  @Conformance("M05")
  void answersWhenTheModelIsReady() {
    entities.knowing(Fixtures.undeployed("off"));
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> entities.load("off"));
    Awaitility.await().until(() -> entities.countTold(SetDeployment.class) > 0);
    ModelSummary coming =
        RepositoryEntities.deployed(
            Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1));

    server.serve(RepositoryEntities.withReplica(coming, 1, ReplicaPhase.LOADING));
    assertThat(response).isNotDone();
    server.serve(RepositoryEntities.withReplica(coming, 1, ReplicaPhase.READY));

    assertThat(response.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
  }

  @Test
  @Conformance("M05")
  void deploysTheNewestVersionThatIsAvailable() {
    entities.following(Fixtures.undeployed("off"));

    HttpResponse<String> response = entities.load("off");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    assertThat(entities.told(SetDeployment.class).deployment())
        .isEqualTo(Deployment.of(new VersionName("1"), 1));
  }

  @Test
  @Conformance("M05")
  void renewsTheReplicasOfADeployedModelAndKeepsTheOldUntilThen() {
    ModelSummary model = Fixtures.model("m", true);
    entities.knowing(model);
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> entities.load("m"));
    Awaitility.await().until(() -> entities.countTold(ReloadModel.class) == 1);

    server.serve(model);
    assertThat(response).isNotDone();
    server.serve(RepositoryEntities.withReplica(model, 2, ReplicaPhase.READY));

    assertThat(response.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
    assertThat(entities.countTold(SetDeployment.class)).isZero();
  }

  @Test
  @Conformance("M05")
  void keepsAReplicaOfAModelThatWasServedOnDemand() {
    Deployment onDemand = Deployment.of(new VersionName("1"), 1).withScaling(Scaling.between(0, 3));
    entities.following(RepositoryEntities.deployed(Fixtures.undeployed("off"), onDemand));

    HttpResponse<String> response = entities.load("off");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(entities.told(SetDeployment.class).deployment())
        .isEqualTo(onDemand.withScaling(Scaling.between(1, 3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name':'m','max_batch_size':4} | 200",
        "{'input':[{'name':'x','data_type':'TYPE_FP32','dims':[2],'is_shape_tensor':false,'optional':false,'allow_ragged_batch':false}]} | 200",
        "{'max_batch_size':5} | 501",
        "{'parameters':{}} | 501",
        "{'max_batch_size' | 400",
        "[] | 400",
      })
  @Conformance(value = "M04", verdict = Verdict.DIFFERENT)
  void takesAConfigurationThatIsSoAlready(String config, int status) {
    ModelSummary model = Fixtures.model("m", true);
    entities.answer(
        command -> {
          if (command instanceof ReloadModel) {
            server.serve(RepositoryEntities.withReplica(model, 2, ReplicaPhase.READY));
          }
          return Outcome.of(model);
        });

    HttpResponse<String> response =
        server.post(
            RepositoryEntities.LOAD.formatted("m"),
            "{'parameters':{'config':'" + config.replace("'", "\\'") + "'}}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  @Test
  @Conformance("M05")
  void saysWhyALoadFailed() {
    ModelSummary model =
        RepositoryEntities.deployed(
            Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1));
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
    entities.answer(
        command -> {
          if (command instanceof SetDeployment) {
            server.serve(rejected);
            return Outcome.of(model);
          }
          return Outcome.of(Fixtures.undeployed("off"));
        });

    HttpResponse<String> response = entities.load("off");

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
    entities.knowing(model);

    HttpResponse<String> response = entities.load("off");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(ProtocolServer.error(response))
        .contains("failed to load 'off', it was not ready within 2 s: node a has 1 byte free");
  }

  @Test
  @Conformance("M09")
  void makesOneLoadOfSeveral() {
    ModelSummary model = Fixtures.model("m", true);
    entities.knowing(model);
    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> entities.load("m")))
            .toList();
    Awaitility.await().until(() -> entities.countTold(ReloadModel.class) == 1);
    // Whoever asks while the new replica is loading, here or elsewhere, joins.
    entities.knowing(RepositoryEntities.withReplica(model, 2, ReplicaPhase.LOADING));

    server.serve(RepositoryEntities.withReplica(model, 2, ReplicaPhase.READY));

    responses.forEach(
        response ->
            assertThat(response.orTimeout(20, TimeUnit.SECONDS).join().statusCode())
                .isEqualTo(200));
    assertThat(entities.countTold(ReloadModel.class)).isEqualTo(1);
  }

  @Test
  @Conformance("M09")
  void goesOnWhenTheClientGoesAway() throws IOException {
    entities.knowing(Fixtures.undeployed("off"));
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + RepositoryEntities.LOAD.formatted("off")
                      + " HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Length: 0\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      Awaitility.await().until(() -> entities.countTold(SetDeployment.class) == 1);
    }

    // Another one that asks finds the same load under way and tells the entity nothing.
    CompletableFuture<HttpResponse<String>> other =
        CompletableFuture.supplyAsync(() -> entities.load("off"));
    server.serve(
        RepositoryEntities.withReplica(
            RepositoryEntities.deployed(
                Fixtures.undeployed("off"), Deployment.of(new VersionName("1"), 1)),
            1,
            ReplicaPhase.READY));

    assertThat(other.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
  }
}
