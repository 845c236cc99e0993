package io.sampo.http.grpc;

import static io.sampo.http.grpc.GrpcServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.sampo.http.Fixtures;
import io.sampo.http.catalog.ModelTotals;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.grpc.ModelRepositoryParameter;
import io.sampo.protocol.grpc.ModelStatistics;
import io.sampo.protocol.grpc.ModelStatisticsRequest;
import io.sampo.protocol.grpc.RepositoryIndexRequest;
import io.sampo.protocol.grpc.RepositoryIndexResponse.ModelIndex;
import io.sampo.protocol.grpc.RepositoryModelLoadRequest;
import io.sampo.protocol.grpc.RepositoryModelUnloadRequest;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics and the model repository over a real socket, with entities that do nothing. */
class GrpcRepositoryTest {

  private static final String TOKEN = "0123456789abcdef";

  private static GrpcServer server;

  @BeforeAll
  static void open() {
    server = GrpcServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
  }

  private static void knowModel(GrpcServer at) {
    at.neighbours().entities().answer(command -> Outcome.of(Fixtures.model("m", true)));
  }

  private static void unload(GrpcServer at, String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    at.stub()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder().setModelName("m").build());
  }

  private static RepositoryModelLoadRequest.Builder load(String model) {
    return RepositoryModelLoadRequest.newBuilder().setModelName(model);
  }

  private static Status refusedLoad(RepositoryModelLoadRequest.Builder request) {
    return refusal(() -> server.stub().repositoryModelLoad(request.build())).getStatus();
  }

  @Test
  @Conformance("P01")
  void listsTheRepository() {
    List<ModelIndex> all =
        server.stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList();
    List<ModelIndex> ready =
        server
            .stub()
            .repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(true).build())
            .getModelsList();

    assertThat(all).extracting(ModelIndex::getName).contains("m", "off", "waiting");
    assertThat(ready).hasSize(1);
    assertThat(ready.get(0).getName()).isEqualTo("m");
    assertThat(ready.get(0).getVersion()).isEqualTo("1");
    assertThat(ready.get(0).getState()).isEqualTo("READY");
    assertThat(all).contains(ModelIndex.newBuilder().setName("off").build());
  }

  @Test
  @Conformance("P01")
  void unloadsAModel() {
    knowModel(server);

    unload(server);

    assertThat(server.neighbours().entities().commands())
        .filteredOn(SetDeployment.class::isInstance)
        .hasSize(1);
  }

  @Test
  @Conformance("P01")
  void loadsAModelAndSaysWhyNot() {
    server
        .neighbours()
        .entities()
        .answer(command -> Outcome.refused(ErrorCode.MODEL_NOT_FOUND, "it is unknown"));

    Status refused = refusedLoad(load("nope"));

    assertThat(refused.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refused.getDescription()).isEqualTo("failed to load 'nope', it is unknown");
  }

  @Test
  void refusesToReplaceWhatIsImmutable() {
    ModelRepositoryParameter text =
        ModelRepositoryParameter.newBuilder().setStringParam("{\"a\":1}").build();

    assertThat(refusedLoad(load("m").putParameters("config", text)).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(refusedLoad(load("m").putParameters("file:1/model.pt", text)).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(refusedLoad(load("m").putParameters("what", text)).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusedLoad(load("m").setRepositoryName("mine")).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(refusedLoad(load("..")).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  @Conformance("X02")
  void needsTheOperatorTokenBeyondLoopback(@TempDir Path directory) throws IOException {
    Path token = Files.writeString(directory.resolve("token"), TOKEN);
    Door beyond = new Door("gRPC", "sampo.http.grpc", "0.0.0.0", 0);
    try (GrpcServer open = GrpcServer.open(OperatorGuard.of(beyond, Optional.of(token)))) {
      knowModel(open);

      assertThat(refusal(() -> unload(open)).getStatus().getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(
              refusal(() -> unload(open, "authorization", "Bearer wrong-wrong-wrong"))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(open.neighbours().entities().commands()).isEmpty();
      unload(open, "authorization", "Bearer " + TOKEN);
      assertThat(open.neighbours().entities().commands()).isNotEmpty();
    }
  }

  @Test
  @Conformance("P01")
  void tellsStatistics() {
    ModelVersion version = ModelVersion.of("m", "1");
    server
        .neighbours()
        .count(
            "m",
            new ModelTotals(
                Map.of(
                    new StatisticsKey(version, ServingCounter.ITEMS, 0), 7L,
                    new StatisticsKey(version, ServingCounter.SUCCESSES, 0), 5L,
                    new StatisticsKey(version, ServingCounter.SUCCESS_NANOS, 0), 500L,
                    new StatisticsKey(version, ServingCounter.EXECUTIONS, 2), 3L,
                    new StatisticsKey(version, ServingCounter.INFER_NANOS, 2), 90L),
                Map.of(version, 1234L)));

    List<ModelStatistics> all =
        server
            .stub()
            .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
            .getModelStatsList();
    ModelStatistics one =
        server
            .stub()
            .modelStatistics(ModelStatisticsRequest.newBuilder().setName("m").build())
            .getModelStats(0);

    assertThat(all).contains(one);
    assertThat(one.getName()).isEqualTo("m");
    assertThat(one.getInferenceCount()).isEqualTo(7);
    assertThat(one.getLastInference()).isEqualTo(1234);
    assertThat(one.getInferenceStats().getSuccess().getCount()).isEqualTo(5);
    assertThat(one.getInferenceStats().getSuccess().getNs()).isEqualTo(500);
    assertThat(one.getInferenceStats().hasCacheHit()).isTrue();
    assertThat(one.getBatchStats(0).getBatchSize()).isEqualTo(2);
    assertThat(one.getBatchStats(0).getComputeInfer().getNs()).isEqualTo(90);
    assertThat(
            refusal(
                    () ->
                        server
                            .stub()
                            .modelStatistics(
                                ModelStatisticsRequest.newBuilder().setName("nope").build()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }
}
