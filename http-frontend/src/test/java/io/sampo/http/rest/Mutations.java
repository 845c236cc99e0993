package io.sampo.http.rest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Good requests, and how they are spoilt; each seed gives the same again. */
final class Mutations {

  static final String JSON =
      ("{'id':'7','parameters':{'timeout':1000,'binary_data_output':true},'inputs':["
              + "{'data':[[1,2],[3,4]],'name':'b','datatype':'INT64','shape':[2,2]},"
              + "{'name':'a','datatype':'FP32','shape':[2,2],'data':[1,2.5,-3e2,4]},"
              + "{'name':'c','datatype':'BYTES','shape':[2,1],'data':['ä','b\\u00fc']}],"
              + "'outputs':[{'name':'y','parameters':{'binary_data':true}}]}")
          .replace('\'', '"');

  private static final String BINARY_JSON =
      ("{'id':'7','inputs':["
              + "{'name':'a','datatype':'FP32','shape':[2,2],'parameters':{'binary_data_size':16}},"
              + "{'data':[[1,2],[3,4]],'name':'b','datatype':'INT64','shape':[2,2]},"
              + "{'name':'c','datatype':'BYTES','shape':[2,1],'parameters':"
              + "{'binary_data_size':11}}],'outputs':[{'name':'y'}]}")
          .replace('\'', '"');

  private Mutations() {}

  /**
   * A body and the header that goes with it.
   *
   * @param jsonLength null without the header
   */
  record Request(byte[] body, String jsonLength) {}

  /** A request in JSON, spoilt. */
  static Request json(int seed) {
    byte[] good = JSON.getBytes(StandardCharsets.UTF_8);
    return new Request(spoilt(good, new SplittableRandom(seed)), null);
  }

  /** A request with tensors behind the JSON, spoilt; sometimes its header as well. */
  static Request binary(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] tensors = {
      0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 2, 0, 0, 0, 'h', 'i', 1, 0, 0, 0, 'x'
    };
    byte[] spoilt = spoilt(Requests.binary(BINARY_JSON, tensors).bytes(), random);
    String length =
        switch (random.nextInt(8)) {
          case 0 -> Integer.toString(random.nextInt(-2, 600));
          case 1 -> "0";
          case 2 -> "9999999999999999999999";
          case 3 -> null;
          default -> Integer.toString(BINARY_JSON.length());
        };
    return new Request(spoilt, length);
  }

  /** Bytes that never were a request. */
  static Request garbage(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] garbage = new byte[random.nextInt(300)];
    random.nextBytes(garbage);
    return new Request(garbage, random.nextBoolean() ? null : "" + random.nextInt(-1, 300));
  }

  /** Up to five changes: bytes replaced, cut off, or copied from elsewhere. */
  static byte[] spoilt(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:0-9.e".charAt(random.nextInt(12));
        case 2 -> bytes[at] = (byte) "0123456789".charAt(random.nextInt(10));
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }
}
