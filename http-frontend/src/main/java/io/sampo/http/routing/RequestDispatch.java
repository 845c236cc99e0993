package io.sampo.http.routing;

import io.sampo.http.telemetry.RouterMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.Reply;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All requests of one model version that are under way from this node: which wait, which are asked
 * again, what is answered. Inference counts as idempotent, so the first answer of any replica wins.
 * Every request is answered exactly once, by its deadline. Not thread-safe; times are nanoseconds.
 */
final class RequestDispatch {

  private final RouterSettings.Limits limits;
  private final ReplicaTable replicas;
  private final Attempts attempts;
  private final RouterMetrics metrics;
  private final DeadlineWheel<PendingRequest> wheel;
  private final Map<RequestId, PendingRequest> pending = new LinkedHashMap<>();
  private final Set<PendingRequest> waiting = new LinkedHashSet<>();

  RequestDispatch(
      RouterSettings settings,
      ReplicaTable replicas,
      ReplicaCalls calls,
      RouterMetrics metrics,
      long now) {
    this.limits = settings.limits();
    this.replicas = replicas;
    this.attempts = new Attempts(settings, replicas, calls);
    this.metrics = metrics;
    this.wheel = new DeadlineWheel<>(settings.timing().tickInterval().toNanos(), now);
  }

  int size() {
    return pending.size();
  }

  /** How many requests no replica has. */
  int waiting() {
    return waiting.size();
  }

  void accept(RoutedRequest routed, long now) {
    attempts.countRequest(now);
    if (pending.size() >= limits.inFlight()) {
      routed.answer().complete(Outcome.refused(RouterRefusals.overloaded(routed)));
      return;
    }
    PendingRequest request = new PendingRequest(routed);
    pending.put(routed.id(), request);
    if (now >= routed.deadline()) {
      expire(request);
      return;
    }
    lookAgain(request, now);
    if (!attempts.begin(request, now)) {
      park(request);
    }
  }

  void cancel(RequestId id) {
    PendingRequest request = pending.get(id);
    if (request != null) {
      finish(request, Outcome.refused(ErrorCode.CANCELLED, "the client has gone"));
    }
  }

  void replied(Reply reply, long now) {
    Attempt attempt = attempts.find(reply.requestId());
    if (attempt == null) {
      return;
    }
    attempt.replica().heard(reply.queueLength(), now);
    if (reply instanceof InferRefused refused) {
      attempts.close(attempt);
      onRefused(attempt.request(), refused.error(), now);
      return;
    }
    InferChunk chunk = (InferChunk) reply;
    if (chunk.last() && chunk.sequence() == 0) {
      attempts.answered(attempt, now);
      attempts.close(attempt);
      answer(attempt.request(), chunk);
    } else {
      onPart(attempt, chunk, now);
    }
  }

  /** More replicas take requests than before, or are felt again. */
  void wake(long now) {
    for (PendingRequest request : List.copyOf(waiting)) {
      request.forgetTried();
      waiting.remove(request);
      if (!attempts.begin(request, now)) {
        park(request);
      }
    }
  }

  /** The node of a replica cannot be reached: others are asked as well, without delay. */
  void unreachable(ReplicaSlot replica, long now) {
    replicas.suspect(replica, now);
    avoid(replica, now);
  }

  /** The replica's node has no pulse: others are asked as well, without delay. */
  void avoid(ReplicaSlot replica, long now) {
    for (Attempt attempt : attempts.at(replica)) {
      if (attempts.alongside(attempt, now)) {
        metrics.retriedAfterLoss();
      }
    }
  }

  /**
   * A replica is no more: whatever it had is sent elsewhere. That takes nothing from the retry
   * budget, since nobody works on it any more.
   */
  void gone(ReplicaSlot replica, long now) {
    for (Attempt attempt : attempts.at(replica)) {
      PendingRequest request = attempt.request();
      attempts.close(attempt);
      request.refusedWith(RouterRefusals.replicaGone(request.routed()));
      if (!request.openAttempts().isEmpty() || endIfOver(request, now)) {
        continue;
      }
      if (attempts.begin(request, now)) {
        metrics.retriedAfterLoss();
      } else {
        request.forgetTried();
        park(request);
      }
    }
  }

  /** Looks at every request whose deadline or attempt has run out. */
  void tick(long now) {
    wheel.advance(now, (request, due) -> onDue(request, now));
    metrics.inFlight(pending.size());
  }

  /** No replica will come for those who wait. */
  void refuseWaiting() {
    for (PendingRequest request : List.copyOf(waiting)) {
      finish(request, Outcome.refused(RouterRefusals.notReady(request.routed())));
    }
  }

  void failAll(PlatformError error) {
    for (PendingRequest request : List.copyOf(pending.values())) {
      finish(request, Outcome.refused(error));
    }
  }

  private void onDue(PendingRequest request, long now) {
    if (now >= request.routed().deadline()) {
      expire(request);
      return;
    }
    List<Attempt> open = request.openAttempts();
    if (!open.isEmpty()) {
      onSilence(request, open.get(open.size() - 1), now);
    } else if (attempts.begin(request, now)) {
      waiting.remove(request);
    }
    lookAgain(request, now);
  }

  /** Again and again: what is usual for an answer changes while one waits. */
  private void lookAgain(PendingRequest request, long now) {
    long look = Math.min(request.routed().deadline(), now + attempts.shortestPatience());
    request.dueAs(wheel.add(request, look));
  }

  private void onSilence(PendingRequest request, Attempt newest, long now) {
    if (!attempts.isSilent(newest, now)) {
      return;
    }
    if (newest.replica().heardSince(newest.lifeSignAt())) {
      // It answers others, so it is busy; but one message may have been lost on the way.
      if (newest.excuseOnce()) {
        return;
      }
    } else {
      replicas.suspect(newest.replica(), now);
    }
    if (attempts.alongside(newest, now) || attempts.repeat(newest, now)) {
      metrics.hedged();
    }
  }

  private void onPart(Attempt attempt, InferChunk part, long now) {
    PendingRequest request = attempt.request();
    if (!request.routed().takesParts()) {
      finish(request, Outcome.refused(RouterRefusals.answersInParts(request.routed())));
      return;
    }
    attempt.showedLife(now);
    AnswerStream stream = request.stream();
    if (stream == null) {
      attempts.answered(attempt, now);
      attempts.cancelAll(request, attempt);
      stream = request.beginStream();
    }
    try {
      stream
          .take(part, request.routed())
          .ifPresent(
              last -> {
                attempts.close(attempt);
                answer(request, last);
              });
    } catch (RuntimeException failure) {
      // A defect of who takes the parts is this caller's alone; other requests of the model go on.
      finish(request, Outcome.refused(PlatformError.from(failure)));
    }
  }

  private void onRefused(PendingRequest request, PlatformError error, long now) {
    request.refusedWith(error);
    if (!Attempts.isWorthAnother(error.code())) {
      finish(request, Outcome.refused(error));
      return;
    }
    if (request.openAttempts().isEmpty() && retry(request, now)) {
      metrics.retriedAfterRefusal();
    }
  }

  /** Sends a request that nobody has any more; true if it was sent at once. */
  private boolean retry(PendingRequest request, long now) {
    if (endIfOver(request, now)) {
      return false;
    }
    Attempts.Retry retry = attempts.again(request, now);
    if (retry == Attempts.Retry.NO_REPLICA_LEFT
        && request.lastRefusal().code() != ErrorCode.REPLICA_OVERLOADED) {
      request.forgetTried();
      park(request);
    } else if (retry != Attempts.Retry.SENT) {
      finish(request, Outcome.refused(request.lastRefusal()));
    }
    return retry == Attempts.Retry.SENT;
  }

  /** Answers a request that nobody can answer any more; true if it was one. */
  private boolean endIfOver(PendingRequest request, long now) {
    if (now >= request.routed().deadline()) {
      expire(request);
      return true;
    }
    if (request.stream() != null) {
      finish(request, Outcome.refused(request.lastRefusal()));
      return true;
    }
    return false;
  }

  private void park(PendingRequest request) {
    if (waiting.size() >= limits.waiting()) {
      finish(request, Outcome.refused(RouterRefusals.overloaded(request.routed())));
      return;
    }
    waiting.add(request);
  }

  private void expire(PendingRequest request) {
    boolean wasAsked = request.attempts() > 0;
    finish(
        request,
        Outcome.refused(
            wasAsked ? RouterRefusals.expired() : RouterRefusals.notReady(request.routed())));
  }

  private void answer(PendingRequest request, InferChunk last) {
    finish(
        request, Outcome.of(new InferAnswer(last.outputs(), last.timings(), request.attempts())));
  }

  private void finish(PendingRequest request, Outcome<InferAnswer> outcome) {
    pending.remove(request.routed().id());
    waiting.remove(request);
    request.cancelDue();
    attempts.cancelAll(request, null);
    request.routed().answer().complete(outcome);
  }
}
