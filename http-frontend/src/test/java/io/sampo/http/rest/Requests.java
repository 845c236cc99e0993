package io.sampo.http.rest;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.Targets;
import io.sampo.http.server.Body;
import io.sampo.protocol.tensor.DataType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** Requests for the tests of the codecs. */
final class Requests {

  private Requests() {}

  static Body json(String text) {
    return Body.of(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  static InferRequest parse(String json) {
    return InferRequestParser.parse(json(json), null, Targets.target(DataType.FP32, -1));
  }

  /** One input {@code x} with this datatype, shape and data. */
  static InferRequest parseInput(String datatype, String shape, String data) {
    return parse(
        "{'inputs':[{'name':'x','datatype':'%s','shape':%s,'data':%s}]}"
            .formatted(datatype, shape, data));
  }

  /** JSON and bytes behind it. */
  static Body binary(String json, byte[]... tensors) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    for (byte[] tensor : tensors) {
      all.writeBytes(tensor);
    }
    return Body.of(all.toByteArray());
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  static byte[] compressed(String coding, byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream =
        coding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      stream.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static byte[] decompressed(String coding, byte[] bytes) throws IOException {
    ByteArrayInputStream source = new ByteArrayInputStream(bytes);
    return switch (coding) {
      case "gzip" -> new GZIPInputStream(source).readAllBytes();
      case "deflate" -> new InflaterInputStream(source).readAllBytes();
      default -> bytes;
    };
  }
}
