package io.sampo.http.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Ends calls whose one message does not come in time: a client that sends slowly, or stops, would
 * hold what it has sent so far for ever. Streams may be silent as long as they like.
 */
final class MessageTimeout implements ServerInterceptor {

  private enum Progress {
    WAITING,
    ARRIVED,
    TOO_LATE
  }

  private final ActorSystem<?> system;
  private final Duration timeout;

  MessageTimeout(ActorSystem<?> system, Duration timeout) {
    this.system = system;
    this.timeout = timeout;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    return call.getMethodDescriptor().getType().clientSendsOneMessage()
        ? new Guarded<>(call, listener)
        : listener;
  }

  private final class Guarded<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, A> call;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
    private final Cancellable timer;

    Guarded(ServerCall<Q, A> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
      this.timer =
          system
              .scheduler()
              .scheduleOnce(timeout, this::endIfStillWaiting, system.executionContext());
    }

    /** Nobody else closes the call before its message is there, so that this may. */
    private void endIfStillWaiting() {
      if (progress.compareAndSet(Progress.WAITING, Progress.TOO_LATE)) {
        call.close(StatusCodes.messageTooSlow(timeout), new Metadata());
      }
    }

    @Override
    public void onMessage(Q message) {
      if (progress.compareAndSet(Progress.WAITING, Progress.ARRIVED)) {
        timer.cancel();
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (progress.get() != Progress.TOO_LATE) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      timer.cancel();
      super.onCancel();
    }
  }
}
