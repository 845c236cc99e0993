package io.sampo.http.grpc;

import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import io.sampo.protocol.grpc.InferParameter;
import java.util.HashMap;
import java.util.Map;

/** From the parameters of a message to those of the service layer. */
final class ParameterMessages {

  private ParameterMessages() {}

  static Parameters read(Map<String, InferParameter> parameters) {
    if (parameters.isEmpty()) {
      return Parameters.NONE;
    }
    Map<String, Object> values = new HashMap<>();
    parameters.forEach((name, parameter) -> values.put(name, value(name, parameter)));
    return new Parameters(values);
  }

  static InferParameter truth(boolean value) {
    return InferParameter.newBuilder().setBoolParam(value).build();
  }

  private static Object value(String name, InferParameter parameter) {
    return switch (parameter.getParameterChoiceCase()) {
      case BOOL_PARAM -> parameter.getBoolParam();
      case INT64_PARAM -> parameter.getInt64Param();
      case STRING_PARAM -> parameter.getStringParam();
      case DOUBLE_PARAM -> parameter.getDoubleParam();
      case UINT64_PARAM -> unsigned(name, parameter.getUint64Param());
      case PARAMETERCHOICE_NOT_SET ->
          throw Refusal.invalid("parameter '%s': expected a value, but got none", name);
    };
  }

  private static long unsigned(String name, long value) {
    if (value < 0) {
      throw Refusal.invalid(
          "parameter '%s': expected at most %d, but got %s",
          name, Long.MAX_VALUE, Long.toUnsignedString(value));
    }
    return value;
  }
}
