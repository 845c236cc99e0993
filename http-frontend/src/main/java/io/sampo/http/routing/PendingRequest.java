package io.sampo.http.routing;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.transfer.TransferProtocol;
import java.util.ArrayList;
import java.util.List;

/** A request that is not answered yet, and who was asked for it. Not thread-safe. */
final class PendingRequest {

  private final RoutedRequest routed;
  private final boolean large;
  private final List<Attempt> open = new ArrayList<>(2);

  /** A list, since they are one or two. */
  private final List<ReplicaSlot> tried = new ArrayList<>(2);

  private int attempts;
  private PlatformError lastRefusal;
  private AnswerStream stream;
  private DeadlineWheel.Entry<PendingRequest> due;

  PendingRequest(RoutedRequest routed) {
    this.routed = routed;
    this.large = routed.inputBytes() > TransferProtocol.LARGEST_INSIDE;
  }

  RoutedRequest routed() {
    return routed;
  }

  /** Whether its inputs are too large for a message to another node. */
  boolean isLarge() {
    return large;
  }

  /** Its place among what has to be looked at again. */
  void dueAs(DeadlineWheel.Entry<PendingRequest> entry) {
    due = entry;
  }

  /** It need not be looked at again. */
  void cancelDue() {
    if (due != null) {
      due.cancel();
    }
  }

  boolean mayUse(ReplicaSlot replica) {
    return !tried.contains(replica);
  }

  Attempt open(ReplicaSlot replica, long now) {
    attempts++;
    tried.add(replica);
    RequestId id =
        attempts == 1 ? routed.id() : new RequestId(routed.id().value() + "." + attempts);
    Attempt attempt = new Attempt(id, attempts, this, replica, now);
    open.add(attempt);
    return attempt;
  }

  void close(Attempt attempt) {
    open.remove(attempt);
  }

  List<Attempt> openAttempts() {
    return open;
  }

  int attempts() {
    return attempts;
  }

  /** Every replica may be asked again. */
  void forgetTried() {
    tried.clear();
  }

  void refusedWith(PlatformError error) {
    lastRefusal = error;
  }

  PlatformError lastRefusal() {
    return lastRefusal;
  }

  /** The parts of its answer so far; null until the first has come. */
  AnswerStream stream() {
    return stream;
  }

  /** An answer has begun: nobody but who began it may go on with it. */
  AnswerStream beginStream() {
    stream = new AnswerStream();
    return stream;
  }
}
