package io.sampo.http.grpc;

import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.RequestValidator;
import io.sampo.http.inference.Targets;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferRequestedOutputTensor;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, they are read, or refused as the caller's fault. */
class HostileMessageTest {

  private static final int ROUNDS = 20_000;
  private static final InferTarget TARGET =
      Targets.target(4, new TensorSpec("x", DataType.FP32, Shape.of(2)));

  @Test
  void refusesMutationsAsTheCallersFault() {
    byte[] raw =
        Messages.fit()
            .setId("7")
            .putParameters("timeout", Messages.parameter(9))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
            .build()
            .toByteArray();
    byte[] typed =
        Messages.typed("FP32", each -> each.addFp32Contents(1).addFp32Contents(2), 1, 2)
            .build()
            .toByteArray();
    for (int seed = 0; seed < ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      tryToRead(seed, mutated(random.nextBoolean() ? raw : typed, random));
    }
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }

  private static void tryToRead(int seed, byte[] bytes) {
    try {
      ModelInferRequest message = ModelInferRequest.parseFrom(bytes);
      RequestValidator.requireFit(InferRequestReader.read(message), TARGET);
    } catch (InvalidProtocolBufferException noMessage) {
      // The library says so before anybody reads it.
    } catch (PlatformException refusal) {
      if (refusal.code() != ErrorCode.INVALID_ARGUMENT && refusal.code() != ErrorCode.UNSUPPORTED) {
        fail("seed " + seed + ": " + Base64.getEncoder().encodeToString(bytes), refusal);
      }
    } catch (RuntimeException | Error defect) {
      fail("seed " + seed + ": " + Base64.getEncoder().encodeToString(bytes), defect);
    }
  }
}
