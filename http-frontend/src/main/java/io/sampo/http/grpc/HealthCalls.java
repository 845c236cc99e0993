package io.sampo.http.grpc;

import io.grpc.stub.StreamObserver;
import io.sampo.http.inference.ModelDescriptions;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.health.HealthCheckRequest;
import io.sampo.protocol.grpc.health.HealthCheckResponse;
import io.sampo.protocol.grpc.health.HealthCheckResponse.ServingStatus;
import io.sampo.protocol.grpc.health.HealthGrpc.HealthImplBase;
import java.util.List;

/**
 * The health check that load balancers ask: serving means ready. Following it ({@code Watch}) is
 * answered with {@code UNIMPLEMENTED}, upon which clients go on without. Thread-safe.
 */
final class HealthCalls extends HealthImplBase {

  private final ModelDescriptions descriptions;

  HealthCalls(ModelDescriptions descriptions) {
    this.descriptions = descriptions;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
    String service = request.getService();
    if (!service.isEmpty() && !service.equals(GRPCInferenceServiceGrpc.SERVICE_NAME)) {
      client.onError(StatusCodes.unknownService(service));
      return;
    }
    ServingStatus status =
        descriptions.isServerReady(List.of()) ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    client.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
    client.onCompleted();
  }
}
