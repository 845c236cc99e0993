package io.sampo.http.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sampo.http.inference.InferenceFailures;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.ModelDescriptions;
import io.sampo.http.security.OperatorGuard;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.sampo.protocol.grpc.ModelConfigRequest;
import io.sampo.protocol.grpc.ModelConfigResponse;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferResponse;
import io.sampo.protocol.grpc.ModelMetadataRequest;
import io.sampo.protocol.grpc.ModelMetadataResponse;
import io.sampo.protocol.grpc.ModelReadyRequest;
import io.sampo.protocol.grpc.ModelReadyResponse;
import io.sampo.protocol.grpc.ModelStatisticsRequest;
import io.sampo.protocol.grpc.ModelStatisticsResponse;
import io.sampo.protocol.grpc.ModelStreamInferResponse;
import io.sampo.protocol.grpc.RepositoryIndexRequest;
import io.sampo.protocol.grpc.RepositoryIndexResponse;
import io.sampo.protocol.grpc.RepositoryModelLoadRequest;
import io.sampo.protocol.grpc.RepositoryModelLoadResponse;
import io.sampo.protocol.grpc.RepositoryModelUnloadRequest;
import io.sampo.protocol.grpc.RepositoryModelUnloadResponse;
import io.sampo.protocol.grpc.ServerLiveRequest;
import io.sampo.protocol.grpc.ServerLiveResponse;
import io.sampo.protocol.grpc.ServerMetadataRequest;
import io.sampo.protocol.grpc.ServerMetadataResponse;
import io.sampo.protocol.grpc.ServerReadyRequest;
import io.sampo.protocol.grpc.ServerReadyResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The calls of the Open Inference Protocol. Those that are not built, as shared memory, trace and
 * log settings, are not here: the class above answers them with {@code UNIMPLEMENTED}. Thread-safe.
 */
final class InferenceCalls extends GRPCInferenceServiceImplBase {

  private final InferenceServices services;
  private final OperatorGuard operators;
  private final Executor executor;
  private final int streamWindow;
  private final Set<InferStream> streams = ConcurrentHashMap.newKeySet();

  /**
   * @param operators who may load and unload models
   * @param executor where answers are written, away from the router
   * @param streamWindow the most requests that one stream has under way
   */
  InferenceCalls(
      InferenceServices services, OperatorGuard operators, Executor executor, int streamWindow) {
    this.services = services;
    this.operators = operators;
    this.executor = executor;
    this.streamWindow = streamWindow;
  }

  @Override
  public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> client) {
    InferExchange exchange = new InferExchange(services.inference(), CallHeaders.current());
    ((ServerCallStreamObserver<ModelInferResponse>) client).setOnCancelHandler(exchange::cancel);
    exchange
        .answer(message, executor)
        .whenComplete((response, failure) -> finish(exchange, client, response, failure));
  }

  private static void finish(
      InferExchange exchange,
      StreamObserver<ModelInferResponse> client,
      ModelInferResponse.Builder response,
      Throwable failure) {
    if (failure != null) {
      PlatformError error = exchange.refused(failure);
      client.onError(StatusCodes.exception(error, exchange.traceableId()));
      exchange.refusalSent(error);
      return;
    }
    client.onNext(response.build());
    client.onCompleted();
    exchange.answered();
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> client) {
    InferStream stream =
        InferStream.open(
            (ServerCallStreamObserver<ModelStreamInferResponse>) client,
            services.inference(),
            executor,
            streamWindow);
    streams.removeIf(InferStream::hasEnded);
    streams.add(stream);
    return stream;
  }

  /** The node stops: streams end when what they have under way is answered. */
  void stop() {
    streams.forEach(InferStream::stop);
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
    answer(client, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
    answer(
        client,
        () ->
            ServerReadyResponse.newBuilder()
                .setReady(descriptions().isServerReady(List.of()))
                .build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
    answer(
        client,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(isReady(request.getName(), request.getVersion()))
                .build());
  }

  /** Clients of this call wait for a model that they know will come, and break off on an error. */
  private boolean isReady(String model, String version) {
    try {
      return descriptions().isModelReady(model, version);
    } catch (PlatformException unknown) {
      if (unknown.code() == ErrorCode.MODEL_NOT_FOUND
          || unknown.code() == ErrorCode.VERSION_NOT_FOUND
          || unknown.code() == ErrorCode.MODEL_NOT_READY) {
        return false;
      }
      throw unknown;
    }
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
    answer(client, () -> DescriptionMessages.server(descriptions().server()));
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
    answer(
        client,
        () ->
            DescriptionMessages.model(
                descriptions().model(request.getName(), request.getVersion())));
  }

  @Override
  public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> client) {
    answer(
        client,
        () ->
            ModelConfigResponse.newBuilder()
                .setConfig(
                    ConfigurationMessages.of(
                        descriptions().configuration(request.getName(), request.getVersion())))
                .build());
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> client) {
    answerLater(
        client,
        () ->
            (request.getName().isEmpty()
                    ? services.statistics().ofAll()
                    : services.statistics().of(request.getName(), request.getVersion()))
                .thenApply(StatisticsMessages::of));
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> client) {
    answer(
        client,
        () -> {
          RepositoryMessages.requireNoName(request.getRepositoryName());
          return RepositoryMessages.index(services.repository().index(request.getReady()));
        });
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> client) {
    answerLater(
        client,
        () -> {
          CallHeaders.current().requireOperator(operators);
          RepositoryMessages.requireNoName(request.getRepositoryName());
          RepositoryMessages.requireNothingElse(request);
          return services
              .repository()
              .load(request.getModelName())
              .thenApply(done -> RepositoryModelLoadResponse.getDefaultInstance());
        });
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> client) {
    answerLater(
        client,
        () -> {
          CallHeaders.current().requireOperator(operators);
          RepositoryMessages.requireNoName(request.getRepositoryName());
          return services
              .repository()
              .unload(request.getModelName())
              .thenApply(done -> RepositoryModelUnloadResponse.getDefaultInstance());
        });
  }

  private ModelDescriptions descriptions() {
    return services.descriptions();
  }

  private static <T> void answer(StreamObserver<T> client, Supplier<T> response) {
    answerLater(client, () -> CompletableFuture.completedFuture(response.get()));
  }

  /** What cannot be answered at once; a client that goes away meanwhile changes nothing. */
  private static <T> void answerLater(
      StreamObserver<T> client, Supplier<CompletionStage<T>> response) {
    String requestId = CallHeaders.current().requestId();
    ((ServerCallStreamObserver<T>) client).setOnCancelHandler(() -> {});
    CompletionStage<T> answer;
    try {
      answer = response.get();
    } catch (RuntimeException refusal) {
      answer = CompletableFuture.failedFuture(refusal);
    }
    answer.whenComplete(
        (message, failure) -> {
          if (failure != null) {
            client.onError(StatusCodes.exception(InferenceFailures.error(failure), requestId));
            return;
          }
          client.onNext(message);
          client.onCompleted();
        });
  }
}
