package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.fail;

import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.RequestValidator;
import io.sampo.http.inference.Targets;
import io.sampo.http.server.Body;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes over the wire is parsed or refused as the caller's fault, and never more. */
class HostileRequestTest {

  private static final int ROUNDS = 6000;
  private static final String JSON =
      "{'id':'7','parameters':{'timeout':1000,'binary_data_output':true},'inputs':["
          + "{'name':'a','datatype':'FP32','shape':[1,2],'parameters':{'binary_data_size':8}},"
          + "{'data':[[1,2],[3,4]],'name':'b','datatype':'INT64','shape':[2,2]},"
          + "{'name':'c','datatype':'BYTES','shape':[2],'data':['ä','b\\u00fc']}],"
          + "'outputs':[{'name':'y','parameters':{'binary_data':true}}]}";
  private static final InferTarget TARGET =
      Targets.target(
          4,
          new TensorSpec("a", DataType.FP32, Shape.of(2)),
          new TensorSpec("b", DataType.INT64, Shape.of(2)));

  @Test
  void refusesMutationsAsTheCallersFault() {
    byte[] good = Requests.binary(JSON, Requests.floats(1, 2)).bytes();
    int jsonLength = good.length - 8;
    for (int seed = 0; seed < ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] mutated = mutated(good, random);
      String header = random.nextInt(4) == 0 ? null : Integer.toString(jsonLength);
      tryToParse(seed, Body.of(mutated), header);
    }
  }

  @Test
  void refusesGarbageAsTheCallersFault() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      tryToParse(
          seed, Body.of(garbage), random.nextBoolean() ? null : "" + random.nextInt(-1, 300));
    }
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:0-9.e".charAt(random.nextInt(12));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  private static void tryToParse(int seed, Body body, String header) {
    try {
      RequestValidator.requireFit(InferRequestParser.parse(body, header, TARGET), TARGET);
    } catch (PlatformException refusal) {
      if (refusal.code() != ErrorCode.INVALID_ARGUMENT && refusal.code() != ErrorCode.UNSUPPORTED) {
        fail("seed " + seed + " " + refusal.code() + ": " + text(body), refusal);
      }
    } catch (RuntimeException | Error defect) {
      fail("seed " + seed + ": " + text(body), defect);
    }
  }

  private static String text(Body body) {
    return Base64.getEncoder().encodeToString(body.bytes());
  }
}
