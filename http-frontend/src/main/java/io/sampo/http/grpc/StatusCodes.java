package io.sampo.http.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import java.time.Duration;

/** The only place where an error becomes a gRPC status. */
final class StatusCodes {

  private StatusCodes() {}

  /** The health check's own word for a service that is not here. */
  static StatusRuntimeException unknownService(String service) {
    return Status.NOT_FOUND
        .withDescription("Expected a service of this server, but got [" + service + "]")
        .asRuntimeException();
  }

  /** What ends a call whose message is more than it may be once it is decompressed. */
  static Status messageTooLarge(int maximum) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "Expected a message of at most " + maximum + " bytes, but it is larger");
  }

  static Status messageUnreadable() {
    return Status.INVALID_ARGUMENT.withDescription(
        "Expected a protobuf message of this call, but the bytes are none");
  }

  /** What ends a call whose message did not come in time. */
  static Status messageTooSlow(Duration timeout) {
    return Status.DEADLINE_EXCEEDED.withDescription(
        "Expected a whole message within " + timeout.toMillis() + " ms, but it did not come");
  }

  /**
   * What ends a call that was refused.
   *
   * @param requestId for the client to quote; the empty string for none
   */
  static StatusRuntimeException exception(PlatformError error, String requestId) {
    Metadata trailers = new Metadata();
    if (!requestId.isEmpty()) {
      trailers.put(CallHeaders.REQUEST_ID, requestId);
    }
    return code(error.code())
        .toStatus()
        .withDescription(error.message())
        .asRuntimeException(trailers);
  }

  /**
   * {@code UNAVAILABLE} is what clients send again by themselves, so that only failures that time
   * may heal become it.
   */
  private static Status.Code code(ErrorCode code) {
    return switch (code) {
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, DATASET_NOT_FOUND, JOB_NOT_FOUND ->
          Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case UNAUTHORIZED -> Status.Code.PERMISSION_DENIED;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      // As the library says it of a message that is too large.
      case TENSOR_TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED;
      default ->
          switch (code.category()) {
            case CALLER -> Status.Code.INVALID_ARGUMENT;
            case CAPACITY, DEPENDENCY -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
          };
    };
  }
}
