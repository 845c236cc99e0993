package io.sampo.http.routing;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;

/** What a router says when it cannot answer. */
final class RouterRefusals {

  private RouterRefusals() {}

  static PlatformError overloaded(RoutedRequest request) {
    return new PlatformError(
        ErrorCode.REPLICA_OVERLOADED,
        "Exceeds maximum queue size of model '%s' at this frontend"
            .formatted(request.version().model()));
  }

  static PlatformError expired() {
    return new PlatformError(ErrorCode.DEADLINE_EXCEEDED, "Request timeout expired");
  }

  static PlatformError notReady(RoutedRequest request) {
    return new PlatformError(
        ErrorCode.MODEL_NOT_READY,
        "'%s' version %s is not at ready state"
            .formatted(request.version().model(), request.version().version()));
  }

  static PlatformError replicaGone(RoutedRequest request) {
    return new PlatformError(
        ErrorCode.NODE_UNREACHABLE,
        "Expected an answer of a replica of [%s], but the replica has gone"
            .formatted(request.version()));
  }

  static PlatformError answersInParts(RoutedRequest request) {
    return new PlatformError(
        ErrorCode.UNSUPPORTED,
        "Expected one answer of model [%s], but it answers in parts".formatted(request.version()));
  }

  static PlatformError partMissing(RoutedRequest request) {
    return new PlatformError(
        ErrorCode.NODE_UNREACHABLE,
        "Expected the parts of the answer of [%s] in order, but one of them is missing"
            .formatted(request.version()));
  }

  static PlatformError routerFailed(String version) {
    return new PlatformError(
        ErrorCode.INTERNAL, "the router of '%s' has failed".formatted(version));
  }
}
