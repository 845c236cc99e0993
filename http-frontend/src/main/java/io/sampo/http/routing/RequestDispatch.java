package io.sampo.http.routing;

import io.sampo.http.routing.PendingRequest.Attempt;
import io.sampo.http.telemetry.RouterMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * All requests of one model version that are under way from this node: who is asked, who is asked
 * again, what is answered. Inference counts as idempotent, so the first answer of any replica wins.
 * Every request is answered exactly once, by its deadline. Not thread-safe; times are nanoseconds.
 */
final class RequestDispatch {

  private final RouterSettings settings;
  private final ReplicaTable replicas;
  private final ActorRef<ReplicaProtocol.Reply> replyTo;
  private final RouterMetrics metrics;
  private final RetryBudget budget;
  private final LatencyWindow latencies = new LatencyWindow();
  private final DeadlineWheel<PendingRequest> wheel;
  private final Map<RequestId, PendingRequest> pending = new LinkedHashMap<>();
  private final Map<RequestId, Attempt> attempts = new LinkedHashMap<>();
  private final Set<PendingRequest> waiting = new LinkedHashSet<>();

  RequestDispatch(
      RouterSettings settings,
      ReplicaTable replicas,
      ActorRef<ReplicaProtocol.Reply> replyTo,
      RouterMetrics metrics,
      long now) {
    this.settings = settings;
    this.replicas = replicas;
    this.replyTo = replyTo;
    this.metrics = metrics;
    this.budget = new RetryBudget(settings.retries().share(), settings.retries().minimum());
    this.wheel = new DeadlineWheel<>(settings.tickInterval().toNanos(), now);
  }

  int size() {
    return pending.size();
  }

  void accept(RoutedRequest routed, long now) {
    budget.countRequest(now);
    if (pending.size() >= settings.inFlightLimit()) {
      routed.answer().complete(Outcome.refused(overloaded(routed)));
      return;
    }
    PendingRequest request = new PendingRequest(routed);
    pending.put(routed.id(), request);
    if (now >= routed.deadline()) {
      expire(request);
      return;
    }
    wheel.add(request, nextLook(request, now));
    sendOrPark(request, now);
  }

  void cancel(RequestId id) {
    PendingRequest request = pending.get(id);
    if (request != null) {
      finish(request, Outcome.refused(ErrorCode.CANCELLED, "the client has gone"));
    }
  }

  void replied(ReplicaProtocol.Reply reply, long now) {
    Attempt attempt = attempts.get(reply.requestId());
    if (attempt == null) {
      return;
    }
    attempt.replica().heard(reply.queueLength(), now);
    close(attempt);
    if (reply instanceof ReplicaProtocol.InferRefused refused) {
      onRefused(attempt.request(), refused.error(), now);
    } else {
      latencies.record(now - attempt.sentAt());
      onChunk(attempt.request(), (ReplicaProtocol.InferChunk) reply);
    }
  }

  /** More replicas take requests than before. */
  void wake(long now) {
    for (PendingRequest request : List.copyOf(waiting)) {
      request.forgetTried();
      waiting.remove(request);
      sendOrPark(request, now);
    }
  }

  /** The node of a replica cannot be reached: others are asked as well, without delay. */
  void unreachable(ReplicaSlot replica, long now) {
    replicas.suspect(replica, now);
    for (Attempt attempt : attemptsAt(replica)) {
      if (hedge(attempt.request(), now)) {
        metrics.retriedAfterLoss();
      }
    }
  }

  /** A replica is no more: whatever it had is sent elsewhere. */
  void gone(ReplicaSlot replica, long now) {
    for (Attempt attempt : attemptsAt(replica)) {
      PendingRequest request = attempt.request();
      close(attempt);
      request.refusedWith(
          new PlatformError(
              ErrorCode.NODE_UNREACHABLE,
              "Expected an answer of a replica of [%s], but the replica has gone"
                  .formatted(request.routed().version())));
      if (request.openAttempts().isEmpty() && retry(request, now)) {
        metrics.retriedAfterLoss();
      }
    }
  }

  /** Looks at every request whose deadline or attempt has run out. */
  void tick(long now) {
    wheel.advance(now, (request, due) -> onDue(request, now));
    metrics.inFlight(pending.size());
  }

  void failAll(PlatformError error) {
    for (PendingRequest request : List.copyOf(pending.values())) {
      finish(request, Outcome.refused(error));
    }
  }

  private void onDue(PendingRequest request, long now) {
    if (pending.get(request.routed().id()) != request) {
      return;
    }
    if (now >= request.routed().deadline()) {
      expire(request);
      return;
    }
    List<Attempt> open = request.openAttempts();
    if (open.isEmpty()) {
      sendIfPossible(request, now);
    } else {
      onSilence(request, open.get(open.size() - 1), now);
    }
    wheel.add(request, nextLook(request, now));
  }

  private void onSilence(PendingRequest request, Attempt newest, long now) {
    if (now - newest.sentAt() < attemptTimeout()) {
      return;
    }
    if (newest.replica().heardSince(newest.sentAt())) {
      // It answers others, so it is busy; but one message may have been lost on the way.
      if (newest.excuseOnce()) {
        return;
      }
    } else {
      replicas.suspect(newest.replica(), now);
    }
    if (hedge(request, now)) {
      metrics.hedged();
    }
  }

  private void onChunk(PendingRequest request, ReplicaProtocol.InferChunk chunk) {
    if (!chunk.last()) {
      finish(
          request,
          Outcome.refused(
              ErrorCode.UNSUPPORTED,
              "Expected one answer of model [%s], but it answers in parts"
                  .formatted(request.routed().version())));
      return;
    }
    finish(
        request, Outcome.of(new InferAnswer(chunk.outputs(), chunk.timings(), request.attempts())));
  }

  private void onRefused(PendingRequest request, PlatformError error, long now) {
    request.refusedWith(error);
    if (!isWorthRetrying(error.code())) {
      finish(request, Outcome.refused(error));
      return;
    }
    if (request.openAttempts().isEmpty() && retry(request, now)) {
      metrics.retriedAfterRefusal();
    }
  }

  private static boolean isWorthRetrying(ErrorCode code) {
    return switch (code) {
      case REPLICA_OVERLOADED, REPLICA_STOPPING, MODEL_NOT_READY, NODE_UNREACHABLE -> true;
      default -> false;
    };
  }

  /** Sends a request that nobody has any more; true if it was sent at once. */
  private boolean retry(PendingRequest request, long now) {
    if (now >= request.routed().deadline()) {
      expire(request);
      return false;
    }
    Optional<ReplicaSlot> other = replicas.choose(request::mayUse, now);
    if (other.isEmpty()) {
      if (request.lastRefusal().code() == ErrorCode.REPLICA_OVERLOADED) {
        finish(request, Outcome.refused(request.lastRefusal()));
      } else {
        request.forgetTried();
        park(request);
      }
      return false;
    }
    if (!budget.tryRetry(now)) {
      finish(request, Outcome.refused(request.lastRefusal()));
      return false;
    }
    send(request, other.get(), now);
    return true;
  }

  /** Asks one more replica while others may still answer; true if there was one to ask. */
  private boolean hedge(PendingRequest request, long now) {
    if (request.openAttempts().size() >= settings.maximumAttempts()) {
      return false;
    }
    Optional<ReplicaSlot> other = replicas.choose(request::mayUse, now);
    if (other.isEmpty() || !budget.tryRetry(now)) {
      return false;
    }
    send(request, other.get(), now);
    return true;
  }

  private void sendOrPark(PendingRequest request, long now) {
    Optional<ReplicaSlot> replica = replicas.choose(request::mayUse, now);
    if (replica.isPresent()) {
      send(request, replica.get(), now);
    } else if (request.isLocalOnly() && replicas.hasListed()) {
      finish(request, Outcome.refused(tooLarge(request)));
    } else {
      park(request);
    }
  }

  private void sendIfPossible(PendingRequest request, long now) {
    replicas
        .choose(request::mayUse, now)
        .ifPresent(
            replica -> {
              waiting.remove(request);
              send(request, replica, now);
            });
  }

  private void park(PendingRequest request) {
    if (waiting.size() >= settings.waitingLimit()) {
      finish(request, Outcome.refused(overloaded(request.routed())));
      return;
    }
    waiting.add(request);
  }

  private void send(PendingRequest request, ReplicaSlot replica, long now) {
    Attempt attempt = request.open(replica, now);
    attempts.put(attempt.id(), attempt);
    replica.sent();
    RoutedRequest routed = request.routed();
    replica
        .ref()
        .tell(
            new ReplicaProtocol.Infer(
                attempt.id(),
                Duration.ofNanos(routed.deadline() - now),
                routed.trace(),
                routed.inputs(),
                routed.outputs(),
                0,
                replyTo));
  }

  private void close(Attempt attempt) {
    attempts.remove(attempt.id());
    attempt.replica().settled();
    attempt.request().close(attempt);
  }

  private List<Attempt> attemptsAt(ReplicaSlot replica) {
    List<Attempt> found = new ArrayList<>();
    for (Attempt attempt : attempts.values()) {
      if (attempt.replica() == replica) {
        found.add(attempt);
      }
    }
    return found;
  }

  private void expire(PendingRequest request) {
    if (request.attempts() > 0) {
      finish(request, Outcome.refused(ErrorCode.DEADLINE_EXCEEDED, "Request timeout expired"));
      return;
    }
    finish(
        request,
        Outcome.refused(
            ErrorCode.MODEL_NOT_READY,
            "'%s' version %s is not at ready state"
                .formatted(
                    request.routed().version().model(), request.routed().version().version())));
  }

  private void finish(PendingRequest request, Outcome<InferAnswer> outcome) {
    pending.remove(request.routed().id());
    waiting.remove(request);
    for (Attempt attempt : List.copyOf(request.openAttempts())) {
      close(attempt);
      attempt.replica().ref().tell(new ReplicaProtocol.CancelInfer(attempt.id()));
    }
    request.routed().answer().complete(outcome);
  }

  private static PlatformError overloaded(RoutedRequest routed) {
    return new PlatformError(
        ErrorCode.REPLICA_OVERLOADED,
        "Exceeds maximum queue size of model '%s' at this frontend"
            .formatted(routed.version().model()));
  }

  private static PlatformError tooLarge(PendingRequest request) {
    return new PlatformError(
        ErrorCode.TENSOR_TOO_LARGE,
        "Expected inputs of at most %d bytes for a replica on another node, but got %d"
            .formatted(PendingRequest.LARGEST_REMOTE_INPUT, request.routed().inputBytes()));
  }

  private long nextLook(PendingRequest request, long now) {
    return Math.min(request.routed().deadline(), now + attemptTimeout());
  }

  private long attemptTimeout() {
    return Math.max(settings.attemptTimeout().toNanos(), 3 * latencies.percentile99());
  }
}
