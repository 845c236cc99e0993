package io.sampo.http.routing;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.RequestId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attempts of all requests of one model version: which replica is asked, and whether one more
 * may be. A first attempt is free; every other one needs a replica that was not tried and a place
 * in the retry budget. Not thread-safe; times are nanoseconds.
 */
final class Attempts {

  /** What became of the wish to ask again. */
  enum Retry {
    SENT,
    NO_REPLICA_LEFT,
    NO_BUDGET_LEFT
  }

  /** Of the patience with attempts, which soon is longer than any deadline. */
  private static final int MOST_DOUBLINGS = 10;

  private final int atTheSameTime;
  private final long shortestPatience;
  private final ReplicaTable replicas;
  private final ReplicaCalls calls;
  private final RetryBudget budget;
  private final LatencyWindow latencies = new LatencyWindow();
  private final Map<RequestId, Attempt> attempts = new LinkedHashMap<>();

  Attempts(RouterSettings settings, ReplicaTable replicas, ReplicaCalls calls) {
    this.atTheSameTime = settings.limits().attempts();
    this.shortestPatience = settings.timing().attemptTimeout().toNanos();
    this.replicas = replicas;
    this.calls = calls;
    this.budget = new RetryBudget(settings.retries().share(), settings.retries().minimum());
  }

  /** One more request has come, which lets the retry budget grow. */
  void countRequest(long now) {
    budget.countRequest(now);
  }

  /** The attempt that the id stands for, or null if it is not awaited any more. */
  Attempt find(RequestId id) {
    return attempts.get(id);
  }

  List<Attempt> at(ReplicaSlot replica) {
    List<Attempt> found = new ArrayList<>();
    for (Attempt attempt : attempts.values()) {
      if (attempt.replica() == replica) {
        found.add(attempt);
      }
    }
    return found;
  }

  /** Asks for a request that nobody works on; false if there is no replica to ask. */
  boolean begin(PendingRequest request, long now) {
    Optional<ReplicaSlot> replica = replicas.choose(request, now);
    replica.ifPresent(chosen -> send(request, chosen, now));
    return replica.isPresent();
  }

  /** Asks again for a request that nobody has any more, since a replica refused it. */
  Retry again(PendingRequest request, long now) {
    Optional<ReplicaSlot> other = replicas.choose(request, now);
    if (other.isEmpty()) {
      return Retry.NO_REPLICA_LEFT;
    }
    if (!budget.tryRetry(now)) {
      return Retry.NO_BUDGET_LEFT;
    }
    send(request, other.get(), now);
    return Retry.SENT;
  }

  /**
   * Asks one more replica while this one may still answer; false if there is none to ask, or if an
   * answer has begun, which nobody else could go on with. Free where the node had no pulse when it
   * was asked, and has none since: nobody does that work.
   */
  boolean alongside(Attempt doubtful, long now) {
    PendingRequest request = doubtful.request();
    if (!mayHaveOneMore(request, now)) {
      return false;
    }
    return doubtful.replica().hadNoPulseAt(doubtful.sentAt())
        ? begin(request, now)
        : again(request, now) == Retry.SENT;
  }

  /**
   * Asks the same replica once more, where there is no other: a message to another node can be
   * lost, and so can its answer. Within this node nothing is lost, and a replica that is slow is
   * not helped by more work.
   */
  boolean repeat(Attempt silent, long now) {
    PendingRequest request = silent.request();
    if (!silent.replica().canLoseMessages()
        || !mayHaveOneMore(request, now)
        || !budget.tryRetry(now)) {
      return false;
    }
    send(request, silent.replica(), now);
    return true;
  }

  /**
   * Attempts that were silent for too long do not count, although their answer would still be
   * taken: several messages in a row can be lost.
   */
  private boolean mayHaveOneMore(PendingRequest request, long now) {
    if (request.stream() != null) {
      return false;
    }
    int promising = 0;
    for (Attempt attempt : request.openAttempts()) {
      if (!isSilent(attempt, now)) {
        promising++;
      }
    }
    return promising < atTheSameTime;
  }

  /** Whether it was waited for long enough. */
  boolean isSilent(Attempt attempt, long now) {
    return now - attempt.lifeSignAt() >= patience(attempt);
  }

  /**
   * How long an attempt may be silent: longer where answers take long anyway, and twice as long
   * with each attempt beyond those that a request may have at the same time. What is usual, though,
   * never takes more than half of the request's time, unless most answers take that long: after an
   * outage late answers would otherwise let those wait to their end who lost a message in it.
   */
  private long patience(Attempt attempt) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, attempt.ordinal() - atTheSameTime));
    long half = (attempt.request().routed().deadline() - attempt.sentAt()) / 2;
    long slow = latencies.percentile99();
    long usual = Math.max(shortestPatience, Math.min(3 * slow, Math.max(slow, half)));
    return (usual << doublings) + ReplicaCalls.travelTime(attempt);
  }

  /** How often it is worth to look whether an attempt is silent. */
  long shortestPatience() {
    return shortestPatience;
  }

  /** An answer has come, or its first part. */
  void answered(Attempt attempt, long now) {
    latencies.record(now - attempt.sentAt());
  }

  /** Nothing is awaited of the attempt any more. */
  void close(Attempt attempt) {
    attempts.remove(attempt.id());
    attempt.replica().settled();
    attempt.request().close(attempt);
  }

  /** Closes all attempts of a request but one, and tells their replicas. */
  void cancelAll(PendingRequest request, Attempt butThis) {
    if (request.openAttempts().isEmpty()) {
      return;
    }
    for (Attempt attempt : List.copyOf(request.openAttempts())) {
      if (attempt != butThis) {
        close(attempt);
        calls.cancel(attempt);
      }
    }
  }

  static boolean isWorthAnother(ErrorCode code) {
    return switch (code) {
      case REPLICA_OVERLOADED, REPLICA_STOPPING, MODEL_NOT_READY, DEVICE_STUCK, NODE_UNREACHABLE ->
          true;
      default -> false;
    };
  }

  private void send(PendingRequest request, ReplicaSlot replica, long now) {
    Attempt attempt = request.open(replica, now);
    attempts.put(attempt.id(), attempt);
    replica.sent();
    calls.send(attempt, now);
  }
}
