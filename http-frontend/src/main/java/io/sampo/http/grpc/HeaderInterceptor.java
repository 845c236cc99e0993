package io.sampo.http.grpc;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Makes the headers of a call known to who answers it, and sends the request id back. */
final class HeaderInterceptor implements ServerInterceptor {

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    CallHeaders headers = CallHeaders.of(metadata, call.getAuthority());
    ServerCall<Q, A> answered =
        headers.requestId().isEmpty() ? call : new Echoing<>(call, headers.requestId());
    return Contexts.interceptCall(headers.context(), answered, metadata, next);
  }

  private static final class Echoing<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final String requestId;

    Echoing(ServerCall<Q, A> call, String requestId) {
      super(call);
      this.requestId = requestId;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headers.put(CallHeaders.REQUEST_ID, requestId);
      super.sendHeaders(headers);
    }
  }
}
