package io.sampo.http.grpc;

import io.sampo.http.inference.ModelConfiguration;
import io.sampo.protocol.grpc.DataType;
import io.sampo.protocol.grpc.ModelConfig;
import io.sampo.protocol.grpc.ModelDynamicBatching;
import io.sampo.protocol.grpc.ModelInput;
import io.sampo.protocol.grpc.ModelOutput;
import io.sampo.protocol.grpc.ModelResponseCache;
import io.sampo.protocol.grpc.ModelTransactionPolicy;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.stream.LongStream;

/** From a model's configuration to a message. */
final class ConfigurationMessages {

  private ConfigurationMessages() {}

  /** Without a version policy, whose versions are numbers in this message, and names here. */
  static ModelConfig of(ModelConfiguration model) {
    ModelConfig.Builder config =
        ModelConfig.newBuilder()
            .setName(model.name())
            .setPlatform(model.platform())
            .setBackend("pytorch")
            .setMaxBatchSize(model.maximumBatchSize())
            .addAllInput(model.inputs().stream().map(ConfigurationMessages::input).toList())
            .addAllOutput(model.outputs().stream().map(ConfigurationMessages::output).toList())
            .setModelTransactionPolicy(ModelTransactionPolicy.newBuilder().setDecoupled(false))
            .setResponseCache(ModelResponseCache.newBuilder().setEnable(false));
    if (model.maximumBatchSize() > 0) {
      config.setDynamicBatching(
          ModelDynamicBatching.newBuilder()
              .setMaxQueueDelayMicroseconds(model.maximumBatchDelay().toNanos() / 1000));
    }
    return config.build();
  }

  private static ModelInput input(TensorSpec tensor) {
    return ModelInput.newBuilder()
        .setName(tensor.name())
        .setDataType(datatype(tensor))
        .addAllDims(dimensions(tensor))
        .build();
  }

  private static ModelOutput output(TensorSpec tensor) {
    return ModelOutput.newBuilder()
        .setName(tensor.name())
        .setDataType(datatype(tensor))
        .addAllDims(dimensions(tensor))
        .build();
  }

  private static List<Long> dimensions(TensorSpec tensor) {
    return LongStream.of(tensor.shape().dimensions()).boxed().toList();
  }

  private static DataType datatype(TensorSpec tensor) {
    return switch (tensor.dataType()) {
      case BOOL -> DataType.TYPE_BOOL;
      case UINT8 -> DataType.TYPE_UINT8;
      case UINT16 -> DataType.TYPE_UINT16;
      case UINT32 -> DataType.TYPE_UINT32;
      case UINT64 -> DataType.TYPE_UINT64;
      case INT8 -> DataType.TYPE_INT8;
      case INT16 -> DataType.TYPE_INT16;
      case INT32 -> DataType.TYPE_INT32;
      case INT64 -> DataType.TYPE_INT64;
      case FP16 -> DataType.TYPE_FP16;
      case BF16 -> DataType.TYPE_BF16;
      case FP32 -> DataType.TYPE_FP32;
      case FP64 -> DataType.TYPE_FP64;
      case BYTES -> DataType.TYPE_STRING;
    };
  }
}
