package io.sampo.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sampo.http.conformance.Conformance;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusCodesTest {

  @Conformance("P03")
  @ParameterizedTest
  @CsvSource({
    "MODEL_NOT_FOUND, NOT_FOUND",
    "VERSION_NOT_FOUND, NOT_FOUND",
    "INVALID_ARGUMENT, INVALID_ARGUMENT",
    "SIGNATURE_MISMATCH, INVALID_ARGUMENT",
    "ALREADY_EXISTS, ALREADY_EXISTS",
    "UNSUPPORTED, UNIMPLEMENTED",
    "CANCELLED, CANCELLED",
    "UNAUTHORIZED, PERMISSION_DENIED",
    "TENSOR_TOO_LARGE, RESOURCE_EXHAUSTED",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
    "MODEL_NOT_READY, UNAVAILABLE",
    "REPLICA_OVERLOADED, UNAVAILABLE",
    "NODE_UNREACHABLE, UNAVAILABLE",
    "INTERNAL, INTERNAL",
  })
  void hasACodeForEveryKindOfFailure(ErrorCode error, Status.Code code) {
    StatusRuntimeException ended =
        StatusCodes.exception(new PlatformError(error, "why"), "request-7");

    assertThat(ended.getStatus().getCode()).isEqualTo(code);
    assertThat(ended.getStatus().getDescription()).isEqualTo("why");
    assertThat(ended.getTrailers().get(CallHeaders.REQUEST_ID)).isEqualTo("request-7");
  }

  /** What clients send again by themselves must be what may go better then. */
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void neverInvitesToRepeatTheCallersFault(ErrorCode error) {
    Status status = StatusCodes.exception(new PlatformError(error, ""), "").getStatus();

    assertThat(status.getCode() == Status.Code.UNAVAILABLE)
        .isEqualTo(
            error != ErrorCode.DEADLINE_EXCEEDED
                && (error.category() == ErrorCode.Category.CAPACITY
                    || error.category() == ErrorCode.Category.DEPENDENCY));
  }
}
