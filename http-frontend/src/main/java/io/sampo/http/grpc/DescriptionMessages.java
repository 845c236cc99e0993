package io.sampo.http.grpc;

import io.sampo.http.inference.ModelDescription;
import io.sampo.http.inference.ServerDescription;
import io.sampo.protocol.grpc.ModelMetadataResponse;
import io.sampo.protocol.grpc.ModelMetadataResponse.TensorMetadata;
import io.sampo.protocol.grpc.ServerMetadataResponse;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.stream.LongStream;

/** From what the service layer describes to messages. */
final class DescriptionMessages {

  private DescriptionMessages() {}

  static ServerMetadataResponse server(ServerDescription server) {
    return ServerMetadataResponse.newBuilder()
        .setName(server.name())
        .setVersion(server.version())
        .addAllExtensions(server.extensions())
        .build();
  }

  static ModelMetadataResponse model(ModelDescription model) {
    return ModelMetadataResponse.newBuilder()
        .setName(model.name())
        .addAllVersions(model.versions())
        .setPlatform(model.platform())
        .addAllInputs(tensors(model.inputs()))
        .addAllOutputs(tensors(model.outputs()))
        .build();
  }

  private static List<TensorMetadata> tensors(List<TensorSpec> tensors) {
    return tensors.stream().map(DescriptionMessages::tensor).toList();
  }

  private static TensorMetadata tensor(TensorSpec tensor) {
    return TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.dataType().name())
        .addAllShape(LongStream.of(tensor.shape().dimensions()).boxed().toList())
        .build();
  }
}
