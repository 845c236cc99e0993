package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.Refusal;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * From the outputs of a model to the bytes of an answer. Thread-safe. Outputs that cannot be said
 * in JSON (half precision, NaN, infinity, strings that are no UTF-8) are refused with the advice to
 * ask for binary data.
 */
final class InferReplyWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private InferReplyWriter() {}

  /**
   * Writes the outputs that the request asks for, in its order, or all in the model's.
   *
   * @throws PlatformException if an output is missing or cannot be written as asked
   */
  static InferReply write(InferRequest request, InferTarget target, List<Tensor> outputs) {
    List<ByteBuffer> binary = new ArrayList<>();
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
      try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
        json.writeStartObject();
        if (!request.id().isEmpty()) {
          json.writeStringField("id", request.id());
        }
        json.writeStringField("model_name", target.model());
        json.writeStringField("model_version", target.version().version().value());
        json.writeArrayFieldStart("outputs");
        writeOutputs(json, request, outputs, binary);
        json.writeEndArray();
        json.writeEndObject();
      }
      return new InferReply(bytes.toByteArray(), binary);
    } catch (IOException impossible) {
      throw new IllegalStateException("Expected to write to memory, but could not", impossible);
    }
  }

  private static void writeOutputs(
      JsonGenerator json, InferRequest request, List<Tensor> outputs, List<ByteBuffer> binary)
      throws IOException {
    if (request.outputs().isEmpty()) {
      for (Tensor output : outputs) {
        writeOutput(json, output, request.defaultForm(), binary);
      }
      return;
    }
    for (RequestedOutput requested : request.outputs()) {
      writeOutput(json, find(requested.name(), outputs), requested.form(), binary);
    }
  }

  private static Tensor find(String name, List<Tensor> outputs) {
    for (Tensor output : outputs) {
      if (output.name().equals(name)) {
        return output;
      }
    }
    throw new PlatformException(
        ErrorCode.INTERNAL, "Expected output [" + name + "] of the model, but it gave none");
  }

  private static void writeOutput(
      JsonGenerator json, Tensor output, OutputForm form, List<ByteBuffer> binary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", output.name());
    json.writeStringField("datatype", output.dataType().name());
    json.writeArrayFieldStart("shape");
    for (int i = 0; i < output.shape().rank(); i++) {
      json.writeNumber(output.shape().dimension(i));
    }
    json.writeEndArray();
    if (form == OutputForm.BINARY) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", output.byteCount());
      json.writeEndObject();
      binary.add(output.data());
    } else {
      json.writeArrayFieldStart("data");
      writeData(json, output, output.data());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeData(JsonGenerator json, Tensor output, ByteBuffer data)
      throws IOException {
    DataType datatype = output.dataType();
    if (datatype == DataType.FP16 || datatype == DataType.BF16) {
      throw JsonRefusal.notViaJson("sending", datatype.name(), "output", output.name());
    }
    while (data.hasRemaining()) {
      switch (datatype) {
        case BOOL -> json.writeBoolean(data.get() != 0);
        case FP32 -> json.writeNumber((float) finite(data.getFloat(), output));
        case FP64 -> json.writeNumber(finite(data.getDouble(), output));
        case BYTES -> json.writeString(text(data, output));
        default -> writeInteger(json, datatype, data);
      }
    }
  }

  private static void writeInteger(JsonGenerator json, DataType datatype, ByteBuffer data)
      throws IOException {
    switch (datatype) {
      case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
      case INT8 -> json.writeNumber(data.get());
      case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort()));
      case INT16 -> json.writeNumber(data.getShort());
      case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt()));
      case INT32 -> json.writeNumber(data.getInt());
      case INT64 -> json.writeNumber(data.getLong());
      case UINT64 -> json.writeNumber(new BigInteger(Long.toUnsignedString(data.getLong())));
      default -> throw new IllegalStateException("Expected an integer type, but was " + datatype);
    }
  }

  private static double finite(double value, Tensor output) {
    if (!Double.isFinite(value)) {
      throw Refusal.invalid(
          "output '%s' holds %s, which JSON cannot express. Please use the binary data format",
          output.name(), value);
    }
    return value;
  }

  private static String text(ByteBuffer data, Tensor output) {
    try {
      ByteBuffer element =
          data.slice(data.position() + Integer.BYTES, data.getInt(data.position()));
      data.position(data.position() + Integer.BYTES + element.remaining());
      return StandardCharsets.UTF_8.newDecoder().decode(element).toString();
    } catch (CharacterCodingException notText) {
      throw Refusal.invalid(
          "output '%s' holds bytes that are no UTF-8, which JSON cannot express. Please use the"
              + " binary data format",
          output.name());
    }
  }
}
