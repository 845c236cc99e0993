package io.sampo.http.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Ends calls whose messages could not be read, with the reason. */
final class UnreadableMessages implements ServerInterceptor {

  private final int maximumMessage;

  UnreadableMessages(int maximumMessage) {
    this.maximumMessage = maximumMessage;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    Marshaller<Q> marshaller = call.getMethodDescriptor().getRequestMarshaller();
    return marshaller instanceof CheckedMarshaller<Q> checked
        ? new Checking<>(call, listener, checked)
        : listener;
  }

  private final class Checking<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, A> call;
    private final CheckedMarshaller<Q> marshaller;
    private boolean ended;

    Checking(
        ServerCall<Q, A> call, ServerCall.Listener<Q> listener, CheckedMarshaller<Q> marshaller) {
      super(listener);
      this.call = call;
      this.marshaller = marshaller;
    }

    @Override
    public void onMessage(Q message) {
      if (marshaller.isTooLarge(message)) {
        end(StatusCodes.messageTooLarge(maximumMessage));
      } else if (marshaller.isUnreadable(message)) {
        end(StatusCodes.messageUnreadable());
      } else if (!ended) {
        super.onMessage(message);
      }
    }

    /** To who answers the call it looks like a client that has gone, so that nobody writes more. */
    private void end(Status status) {
      if (!ended) {
        ended = true;
        super.onCancel();
        call.close(status, new Metadata());
      }
    }

    @Override
    public void onHalfClose() {
      if (!ended) {
        super.onHalfClose();
      }
    }
  }
}
