package io.sampo.node.engine.djl;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Datatypes and shapes between Sampo and DJL. The table is short on purpose: to create or convert
 * an array of any other type (BF16, the wider unsigned ones, INT16) makes DJL's native code abort
 * the process.
 */
final class DjlTypes {
  private static final Map<DataType, ai.djl.ndarray.types.DataType> TYPES =
      new EnumMap<>(
          Map.of(
              DataType.BOOL, ai.djl.ndarray.types.DataType.BOOLEAN,
              DataType.UINT8, ai.djl.ndarray.types.DataType.UINT8,
              DataType.INT8, ai.djl.ndarray.types.DataType.INT8,
              DataType.INT32, ai.djl.ndarray.types.DataType.INT32,
              DataType.INT64, ai.djl.ndarray.types.DataType.INT64,
              DataType.FP16, ai.djl.ndarray.types.DataType.FLOAT16,
              DataType.FP32, ai.djl.ndarray.types.DataType.FLOAT32,
              DataType.FP64, ai.djl.ndarray.types.DataType.FLOAT64));

  private static final Map<ai.djl.ndarray.types.DataType, DataType> FROM_DJL =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private DjlTypes() {}

  /**
   * @throws PlatformException UNSUPPORTED that names the first tensor of a type that the engine
   *     lacks
   */
  static void requireSupported(Signature signature) {
    Stream.concat(signature.inputs().stream(), signature.outputs().stream())
        .forEach(DjlTypes::requireSupported);
  }

  private static void requireSupported(TensorSpec specification) {
    if (!TYPES.containsKey(specification.dataType())) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected one of the datatypes %s, but [%s] is %s"
              .formatted(TYPES.keySet(), specification.name(), specification.dataType()));
    }
  }

  static ai.djl.ndarray.types.DataType toDjl(DataType dataType) {
    ai.djl.ndarray.types.DataType found = TYPES.get(dataType);
    if (found == null) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected one of the datatypes %s, but was %s".formatted(TYPES.keySet(), dataType));
    }
    return found;
  }

  static ai.djl.ndarray.types.Shape toDjl(Shape shape) {
    return new ai.djl.ndarray.types.Shape(shape.dimensions());
  }

  static Optional<DataType> fromDjl(ai.djl.ndarray.types.DataType dataType) {
    return Optional.ofNullable(FROM_DJL.get(dataType));
  }

  static Shape fromDjl(ai.djl.ndarray.types.Shape shape) {
    return Shape.of(shape.getShape());
  }
}
