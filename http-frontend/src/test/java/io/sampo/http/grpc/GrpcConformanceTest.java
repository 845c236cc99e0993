package io.sampo.http.grpc;

import static io.sampo.http.grpc.GrpcServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.sampo.http.conformance.Conformance;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.ModelConfig;
import io.sampo.protocol.grpc.ModelConfigRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferRequestedOutputTensor;
import io.sampo.protocol.grpc.ModelInferResponse;
import io.sampo.protocol.grpc.ModelMetadataRequest;
import io.sampo.protocol.grpc.ModelMetadataResponse;
import io.sampo.protocol.grpc.ModelReadyRequest;
import io.sampo.protocol.grpc.ServerLiveRequest;
import io.sampo.protocol.grpc.ServerMetadataRequest;
import io.sampo.protocol.grpc.ServerReadyRequest;
import io.sampo.protocol.grpc.health.HealthCheckRequest;
import io.sampo.protocol.grpc.health.HealthCheckResponse.ServingStatus;
import io.sampo.protocol.grpc.health.HealthGrpc;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The calls of the protocol over a real socket. Streams and cancellation have tests of their own.
 */
class GrpcConformanceTest {

  /** Those of the public contract, every one. */
  private static final Set<String> CALLS =
      Set.of(
          "ServerLive",
          "ServerReady",
          "ModelReady",
          "ServerMetadata",
          "ModelMetadata",
          "ModelInfer",
          "ModelStreamInfer",
          "ModelConfig",
          "ModelStatistics",
          "RepositoryIndex",
          "RepositoryModelLoad",
          "RepositoryModelUnload",
          "SystemSharedMemoryStatus",
          "SystemSharedMemoryRegister",
          "SystemSharedMemoryUnregister",
          "CudaSharedMemoryStatus",
          "CudaSharedMemoryRegister",
          "CudaSharedMemoryUnregister",
          "TraceSetting",
          "LogSettings");

  private static final Set<String> NOT_BUILT =
      Set.of(
          "SystemSharedMemoryStatus",
          "SystemSharedMemoryRegister",
          "SystemSharedMemoryUnregister",
          "CudaSharedMemoryStatus",
          "CudaSharedMemoryRegister",
          "CudaSharedMemoryUnregister",
          "TraceSetting",
          "LogSettings");

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

  @Test
  @Conformance("P01")
  void hasEveryCallOfTheService() {
    Set<String> names =
        GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(MethodDescriptor::getBareMethodName)
            .collect(Collectors.toSet());

    assertThat(GRPCInferenceServiceGrpc.SERVICE_NAME).isEqualTo("inference.GRPCInferenceService");
    assertThat(names).isEqualTo(CALLS);
  }

  @Test
  @Conformance("P02")
  void saysOfWhatIsNotBuiltThatItIsNot() {
    List<MethodDescriptor<?, ?>> notBuilt =
        GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> NOT_BUILT.contains(method.getBareMethodName()))
            .collect(Collectors.toList());

    assertThat(notBuilt).hasSize(NOT_BUILT.size());
    for (MethodDescriptor<?, ?> method : notBuilt) {
      assertThat(refusal(() -> callWithDefaults(method)).getStatus().getCode())
          .as(method.getFullMethodName())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @SuppressWarnings("unchecked")
  private static <Q, A> void callWithDefaults(MethodDescriptor<Q, A> method) {
    MethodDescriptor.PrototypeMarshaller<Q> marshaller =
        (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller();
    ClientCalls.blockingUnaryCall(
        server.channel(), method, server.stub().getCallOptions(), marshaller.getMessagePrototype());
  }

  @Test
  @Conformance("P02")
  void answersTheHealthChecksOfLoadBalancers() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("inference.GRPCInferenceService")).isEqualTo(ServingStatus.SERVING);

    server.stopping().set(true);

    assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(refusal(() -> health("other")).getStatus().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    HealthCheckRequest any = HealthCheckRequest.getDefaultInstance();
    assertThat(
            refusal(() -> HealthGrpc.newBlockingStub(server.channel()).watch(any).next())
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  private static ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(server.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  @Conformance("P01")
  void saysWhetherServerAndModelsAreReady() {
    assertThat(server.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(isReady()).isTrue();
    assertThat(isReady("m", "")).isTrue();
    assertThat(isReady("m", "1")).isTrue();
    assertThat(isReady("m", "2")).isFalse();
    assertThat(isReady("waiting", "")).isFalse();
    assertThat(isReady("nobody", "")).isFalse();

    server.forgetAllModels();

    assertThat(isReady()).isFalse();
    assertThat(isReady("m", "")).isFalse();
  }

  private static boolean isReady() {
    return server.stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady();
  }

  private static boolean isReady(String model, String version) {
    ModelReadyRequest request =
        ModelReadyRequest.newBuilder().setName(model).setVersion(version).build();
    return server.stub().modelReady(request).getReady();
  }

  @Test
  @Conformance("P01")
  void describesServerAndModels() {
    var described = server.stub().serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertThat(described.getName()).isEqualTo("sampo");
    assertThat(described.getVersion()).isEqualTo("0.1.0");
    assertThat(described.getExtensionsList()).contains("binary_tensor_data");

    ModelMetadataResponse model = metadata("m", "");
    assertThat(model.getVersionsList()).containsExactly("1");
    assertThat(model.getPlatform()).isEqualTo("pytorch_libtorch");
    assertThat(model.getInputs(0).getName()).isEqualTo("x");
    assertThat(model.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(model.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
    assertThat(model.getOutputs(0).getName()).isEqualTo("y");
    assertThat(metadata("m", "2").getVersionsList()).containsExactly("2");
  }

  private static ModelMetadataResponse metadata(String name, String version) {
    return server
        .stub()
        .modelMetadata(ModelMetadataRequest.newBuilder().setName(name).setVersion(version).build());
  }

  @Test
  @Conformance("P01")
  void tellsAModelsConfiguration() {
    ModelConfig config =
        server.stub().modelConfig(ModelConfigRequest.newBuilder().setName("m").build()).getConfig();

    assertThat(config.getName()).isEqualTo("m");
    assertThat(config.getMaxBatchSize()).isEqualTo(4);
    assertThat(config.getInput(0).getDimsList()).containsExactly(2L);
    assertThat(config.getInput(0).getDataType().name()).isEqualTo("TYPE_FP32");
    assertThat(config.getOutput(0).getName()).isEqualTo("y");
    assertThat(config.hasDynamicBatching()).isTrue();
    assertThat(config.getModelTransactionPolicy().getDecoupled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope | | NOT_FOUND | Request for unknown model: 'nope' is not found",
        "m | 9 | NOT_FOUND | Request for unknown model: 'm' version 9 is not found",
        "m | one | NOT_FOUND | Request for unknown model: 'm' version one is not found",
        "m | 2 | UNAVAILABLE | 'm' version 2 is not at ready state",
        "off | | NOT_FOUND | Request for unknown model: 'off' has no available versions",
      })
  @Conformance("P03")
  void refusesUnknownAndUnreadyModels(
      String model, String version, Status.Code code, String message) {
    StatusRuntimeException refused =
        refusal(
            () ->
                server
                    .stub()
                    .modelInfer(
                        Messages.fit()
                            .setModelName(model)
                            .setModelVersion(version == null ? "" : version)
                            .build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(code);
    assertThat(refused.getStatus().getDescription()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "REPLICA_OVERLOADED, UNAVAILABLE",
    "INTERNAL, INTERNAL",
    "CANCELLED, CANCELLED",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
  })
  @Conformance("P03")
  void tellsWhatTheRouterSaysAsAStatus(ErrorCode error, Status.Code code) {
    server.router().refuseWith(error, "in its own words");

    Status status = refusal(() -> server.stub().modelInfer(Messages.fit().build())).getStatus();

    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).isEqualTo("in its own words");
  }

  @Test
  @Conformance("P03")
  void refusesWhatDoesNotFitTheModel() {
    StatusRuntimeException refused =
        refusal(() -> server.stub().modelInfer(Messages.raw("INT64", new byte[8], 1).build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("inference input 'x' data-type is 'INT64', but model 'm' expects 'FP32'");
    assertThat(server.router().hasRouted()).isFalse();
  }

  @Test
  @Conformance("P04")
  void takesRawInputs() throws InterruptedException {
    server.stub().modelInfer(Messages.fit().build());

    assertThat(server.router().nextRouted().inputs())
        .containsExactly(Tensor.ofFloats("x", Shape.of(1, 2), 1, 2));
  }

  @Test
  @Conformance("P05")
  void takesTypedInputs() throws InterruptedException {
    server
        .stub()
        .modelInfer(
            Messages.typed("FP32", each -> each.addFp32Contents(1).addFp32Contents(2), 1, 2)
                .build());

    assertThat(server.router().nextRouted().inputs())
        .containsExactly(Tensor.ofFloats("x", Shape.of(1, 2), 1, 2));
  }

  @Test
  @Conformance("P06")
  void answersInRawContents() {
    ModelInferResponse response =
        server.stub().modelInfer(Messages.fit().setId("my id").setModelVersion("1").build());

    assertThat(response.getId()).isEqualTo("my id");
    assertThat(response.getModelName()).isEqualTo("m");
    assertThat(response.getModelVersion()).isEqualTo("1");
    assertThat(response.getOutputsList()).hasSize(1);
    assertThat(response.getOutputs(0).getName()).isEqualTo("y");
    assertThat(response.getOutputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    assertThat(response.getOutputs(0).hasContents()).isFalse();
    assertThat(response.getRawOutputContents(0).toByteArray()).isEqualTo(Messages.floats(3, 4));
  }

  @Test
  @Conformance("P06")
  void answersOnlyTheOutputsThatAreNamed() {
    Tensor other = Tensor.wrap("z", DataType.BYTES, Shape.of(1), new byte[] {1, 0, 0, 0, 65});
    server.router().answerWith(other, Tensor.ofFloats("y", Shape.of(1, 2), 3, 4));
    InferRequestedOutputTensor y = InferRequestedOutputTensor.newBuilder().setName("y").build();

    ModelInferResponse all = server.stub().modelInfer(Messages.fit().build());
    ModelInferResponse one = server.stub().modelInfer(Messages.fit().addOutputs(y).build());

    assertThat(all.getOutputsList()).extracting("name").containsExactly("z", "y");
    assertThat(all.getRawOutputContents(0).toByteArray()).containsExactly(1, 0, 0, 0, 65);
    assertThat(one.getOutputsList()).extracting("name").containsExactly("y");
    assertThat(one.getRawOutputContentsList()).hasSize(1);
  }
}
