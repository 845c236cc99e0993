package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.Base64;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever comes over the wire is parsed or refused as the caller's fault, and never more: a
 * hundred thousand requests at the parser and the validator. What the door and the sockets make of
 * hostile requests is tested by {@link HostileClientTest}.
 */
class HostileRequestTest {

  private static final int ROUNDS = 34_000;
  private static final InferTarget TARGET =
      Targets.target(
          4,
          new TensorSpec("a", DataType.FP32, Shape.of(2)),
          new TensorSpec("b", DataType.INT64, Shape.of(2)),
          new TensorSpec("c", DataType.BYTES, Shape.of(1)));

  /** What a request once was. */
  private enum Kind {
    JSON(Mutations::json),
    BINARY(Mutations::binary),
    GARBAGE(Mutations::garbage);

    private final IntFunction<Mutations.Request> mutations;

    Kind(IntFunction<Mutations.Request> mutations) {
      this.mutations = mutations;
    }
  }

  @Test
  void takesWhatIsNotSpoilt() {
    RequestValidator.requireFit(
        InferRequestParser.parse(Requests.json(Mutations.JSON), null, TARGET), TARGET);
  }

  @ParameterizedTest
  @EnumSource
  void refusesMutationsAsTheCallersFault(Kind kind) {
    int accepted = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      accepted += tryToParse(seed, kind.mutations.apply(seed)) ? 1 : 0;
    }

    assertThat(accepted).as("some spoilt requests are still good").isLessThan(ROUNDS);
  }

  private static boolean tryToParse(int seed, Mutations.Request request) {
    try {
      RequestValidator.requireFit(
          InferRequestParser.parse(Body.of(request.body()), request.jsonLength(), TARGET), TARGET);
      return true;
    } catch (PlatformException refusal) {
      if (refusal.code() != ErrorCode.INVALID_ARGUMENT) {
        fail("seed " + seed + " " + refusal.code() + ": " + text(request), refusal);
      }
      return false;
    } catch (RuntimeException | Error defect) {
      return fail("seed " + seed + ": " + text(request), defect);
    }
  }

  private static String text(Mutations.Request request) {
    return Base64.getEncoder().encodeToString(request.body());
  }
}
