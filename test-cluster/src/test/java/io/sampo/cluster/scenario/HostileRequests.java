package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Requests for a model with one input {@code input} of FP32 [N,16], and how they are spoilt; each
 * seed gives the same again. None of them asks for a deadline, which could rightly end in a 503.
 */
final class HostileRequests {

  private static final String PATH = "/v2/models/%s/infer";
  private static final String NUMBERS =
      "0.5,-1,2e-3,3,4,5,6.25,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31";
  private static final String JSON =
      ("{'id':'7','inputs':[{'name':'input','datatype':'FP32','shape':[2,16],'data':["
              + NUMBERS
              + "]}],'outputs':[{'name':'output','parameters':{'binary_data':false}}]}")
          .replace('\'', '"');
  private static final String BINARY_HEAD =
      ("{'id':'7','inputs':[{'name':'input','datatype':'FP32','shape':[2,16],'parameters':"
              + "{'binary_data_size':128}}],'parameters':{'binary_data_output':true}}")
          .replace('\'', '"');

  /** What nobody sends by accident. In each of them # stands for the input's data. */
  private static final String[] TRAPS = {
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[9223372036854775807,16],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[-2,-8],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[4294967296,4294967296],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"BYTES\",\"shape\":[2,16],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP16\",\"shape\":[2,16],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[2,16],#},"
        + "{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[2,16],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[2,16],#}],\"inputs\":7}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[0,16],\"data\":[]}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[],#}]}",
    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1000,16],#}]}",
    "{\"inputs\":{},\"outputs\":null}",
    "{\"inputs\":[null,{},[]]}",
    "[#]",
    "\"\\ud800\"",
    "\u0000\u0001",
    "",
  };

  private static final String[] DATA = {
    "\"data\":[NaN]",
    "\"data\":[1e999,-1e999]",
    "\"data\":[" + NUMBERS + ",1e-4000000]",
    "\"data\":[\"1\",\"2\"]",
    "\"data\":[true,null]",
    "\"data\":" + "[".repeat(5000),
    "\"data\":" + "[".repeat(900) + "1" + "]".repeat(900),
    "\"data\":[" + "9".repeat(5000) + "]",
    "\"data\":[" + NUMBERS + "]",
    "\"parameters\":{\"binary_data_size\":-1}",
    "\"parameters\":{\"binary_data_size\":99999999999999}",
    "\"parameters\":{\"binary_data_size\":128}",
  };

  private static final String[] HEADERS = {
    "Content-Encoding: br",
    "Content-Encoding: gzip, gzip",
    "Content-Encoding: gzip",
    "Content-Encoding: deflate",
    "Accept-Encoding: ;;;q=",
    "Accept-Encoding: gzip;q=0.5, *;q=0",
    "X-Request-Timeout: soon",
    "X-Request-Timeout: -1",
    "X-Request-Timeout: 99999999999999999999",
    "X-Request-Id: " + "x".repeat(1000),
    "Traceparent: 00-zz",
    "Inference-Header-Content-Length: -5",
    "Inference-Header-Content-Length: 0",
    "Inference-Header-Content-Length: 0x10",
    "Inference-Header-Content-Length: 99999999999999999999",
    "Inference-Header-Content-Length: 1\r\nInference-Header-Content-Length: 2",
    "Content-Type: multipart/form-data",
    "Content-Type: text/plain; charset=utf-16",
  };

  private static final String[] TARGETS = {
    "GET /v2/models/%s/infer",
    "PUT /v2/models/%s/infer",
    "DELETE /v2/models/%s",
    "POST /v2/models/nobody/infer",
    "POST /v2/models/%s/versions/99/infer",
    "POST /v2/models/%s/versions/%%31/infer",
    "POST /v2/models/%%00/infer",
    "POST /v2/models/..%%2f..%%2fetc/infer",
    "POST /v2/models/%s/infer?a=b",
    "POST /v2/models/%s/infer/infer",
    "POST /v2/models//infer",
    "POST /v3",
    "GET /",
  };

  private final String model;

  /**
   * @param model the name under which it is deployed
   */
  HostileRequests(String model) {
    this.model = model;
  }

  /** A request that nothing is wrong with. */
  byte[] good() {
    return post("", JSON.getBytes(UTF_8));
  }

  /** The head is a request's and says how long the body is: there has to be one answer. */
  byte[] framed(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> post("", spoilt(JSON.getBytes(UTF_8), random));
      case 3, 4, 5 -> post(lengthHeader(random), spoilt(binary(), random));
      case 6 -> post(random.nextBoolean() ? "" : lengthHeader(random), garbage(random));
      case 7 -> compressed(random);
      case 8 ->
          post(
              one(HEADERS, random) + "\r\n",
              random.nextBoolean() ? JSON.getBytes(UTF_8) : spoilt(binary(), random));
      default -> random.nextInt(4) == 0 ? elsewhere(random) : post("", trap(random));
    };
  }

  /** Anything at all; to be sent alone, and followed by the end of the stream. */
  byte[] unframed(int seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    byte[] framed = framed(seed);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(framed, random.nextInt(1, framed.length + 1));
      case 1 -> spoilt(framed, random);
      case 2 -> chunked(random);
      default -> garbage(random);
    };
  }

  private byte[] post(String headers, byte[] body) {
    return request("POST " + PATH.formatted(model), headers, body);
  }

  private static byte[] request(String target, String headers, byte[] body) {
    String head =
        target
            + " HTTP/1.1\r\nHost: h\r\n"
            + headers
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    return joined(head.getBytes(ISO_8859_1), body);
  }

  private byte[] elsewhere(SplittableRandom random) {
    return request(one(TARGETS, random).formatted(model), "", JSON.getBytes(UTF_8));
  }

  private static byte[] trap(SplittableRandom random) {
    return one(TRAPS, random).replace("#", one(DATA, random)).getBytes(UTF_8);
  }

  private static byte[] binary() {
    byte[] tensor = new byte[128];
    new SplittableRandom(128).nextBytes(tensor);
    return joined(BINARY_HEAD.getBytes(UTF_8), tensor);
  }

  private static String lengthHeader(SplittableRandom random) {
    String value =
        switch (random.nextInt(8)) {
          case 0 -> Integer.toString(random.nextInt(-2, 600));
          case 1 -> "x";
          default -> Integer.toString(BINARY_HEAD.length());
        };
    return "Inference-Header-Content-Length: " + value + "\r\n";
  }

  private byte[] compressed(SplittableRandom random) {
    boolean gzip = random.nextBoolean();
    byte[] plain = random.nextBoolean() ? JSON.getBytes(UTF_8) : trap(random);
    byte[] bytes = compress(gzip, plain);
    return post(
        "Content-Encoding: " + (gzip == random.nextInt(8) > 0 ? "gzip" : "deflate") + "\r\n",
        random.nextInt(4) == 0 ? bytes : spoilt(bytes, random));
  }

  private byte[] chunked(SplittableRandom random) {
    String head =
        "POST "
            + PATH.formatted(model)
            + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunks = Integer.toHexString(JSON.length()) + "\r\n" + JSON + "\r\n0\r\n\r\n";
    byte[] body = chunks.getBytes(UTF_8);
    return joined(head.getBytes(ISO_8859_1), random.nextInt(4) == 0 ? body : spoilt(body, random));
  }

  private static byte[] garbage(SplittableRandom random) {
    byte[] garbage = new byte[random.nextInt(1, 300)];
    random.nextBytes(garbage);
    return garbage;
  }

  /** Up to five changes: bytes replaced, cut off, or copied from elsewhere. */
  private static byte[] spoilt(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(1, 6); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:0-9.e".charAt(random.nextInt(12));
        case 2 -> bytes[at] = (byte) "0123456789".charAt(random.nextInt(10));
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  private static byte[] compress(boolean gzip, byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return bytes.toByteArray();
  }

  private static String one(String[] of, SplittableRandom random) {
    return of[random.nextInt(of.length)];
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
