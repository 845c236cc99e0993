package io.sampo.node.replica;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;

/** What a replica says to those whom it does not serve. */
record ReplicaRefusals(ReplicaId id) {
  static void refuse(Infer infer, PlatformError error) {
    infer.replyTo().tell(new InferRefused(infer.requestId(), error, 0));
  }

  PlatformError loading() {
    return new PlatformError(
        ErrorCode.MODEL_NOT_READY, "Expected a ready replica, but it is still loading");
  }

  PlatformError stopping() {
    return new PlatformError(
        ErrorCode.REPLICA_STOPPING, "Expected a running replica, but [" + id + "] stops");
  }

  /** For the device, not for a request. */
  PlatformError tooSlow(ReplicaSettings settings) {
    return new PlatformError(
        ErrorCode.INTERNAL,
        "Expected [%s] to be loaded and warmed in time, but it took longer than %s and %s"
            .formatted(id, settings.loadTimeout(), settings.warmTimeout()));
  }
}
