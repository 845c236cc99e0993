package io.sampo.node.serving;

import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelEvent.LoadBegun;
import io.sampo.protocol.serving.ModelEvent.LoadEnded;
import io.sampo.protocol.serving.ModelState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads on their way into and out of the journal. A load is journalled before its node is asked,
 * because the node may not live to tell; but if the journal does not take it soon, serving goes
 * first. Belongs to the model's owner; plain, time is always handed in.
 */
final class LoadAttempts {
  /** How long a start waits for the journal. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What was told to the journal and is not seen there is told again after this. */
  private static final Duration TELL_AGAIN_AFTER = Duration.ofSeconds(5);

  /** Time enough to see in the journal what was told before it was withdrawn. */
  private static final Duration WITHDRAWN_KEPT = Duration.ofMinutes(1);

  private final Map<ReplicaId, LoadAttempt> waiting = new LinkedHashMap<>();
  private final Map<ReplicaId, Instant> withdrawn = new HashMap<>();
  private final Map<ModelEvent, Instant> told = new HashMap<>();

  /** The node is to be asked as soon as this is journalled. */
  void begin(LoadAttempt attempt) {
    waiting.put(attempt.replica(), attempt);
  }

  boolean isWaiting(ReplicaId replica) {
    return waiting.containsKey(replica);
  }

  /** The node is not to be asked after all. */
  void withdraw(ReplicaId replica, Instant now) {
    if (waiting.remove(replica) != null) {
      withdrawn.put(replica, now);
    }
  }

  /** The loads whose nodes are to be asked now. */
  List<LoadAttempt> release(ModelState journalled, boolean journalLost, Instant now) {
    List<LoadAttempt> released = new ArrayList<>();
    Iterator<LoadAttempt> attempts = waiting.values().iterator();
    while (attempts.hasNext()) {
      LoadAttempt attempt = attempts.next();
      if (journalLost
          || journalled.openLoads().contains(attempt)
          || !now.isBefore(attempt.at().plus(PATIENCE))) {
        attempts.remove();
        released.add(attempt);
      }
    }
    return released;
  }

  /**
   * What the journal is to be told now.
   *
   * @param outcome how a load has ended, if that is known
   */
  List<ModelEvent> news(
      ModelState journalled, Function<LoadAttempt, Optional<ModelEvent>> outcome, Instant now) {
    withdrawn.values().removeIf(at -> at.isBefore(now.minus(WITHDRAWN_KEPT)));
    told.values().removeIf(at -> at.isBefore(now.minus(TELL_AGAIN_AFTER)));
    List<ModelEvent> news = new ArrayList<>();
    for (LoadAttempt attempt : waiting.values()) {
      ModelEvent begun = new LoadBegun(attempt);
      if (!journalled.openLoads().contains(attempt) && isUntold(begun, now)) {
        news.add(begun);
      }
    }
    for (LoadAttempt attempt : journalled.openLoads()) {
      if (!isWaiting(attempt.replica())) {
        end(attempt, outcome, now).ifPresent(news::add);
      }
    }
    return news;
  }

  private Optional<ModelEvent> end(
      LoadAttempt attempt, Function<LoadAttempt, Optional<ModelEvent>> outcome, Instant now) {
    Optional<ModelEvent> end =
        withdrawn.containsKey(attempt.replica())
            ? Optional.of(new LoadEnded(attempt.replica()))
            : outcome.apply(attempt);
    return end.filter(event -> isUntold(event, now));
  }

  private boolean isUntold(ModelEvent event, Instant now) {
    return told.putIfAbsent(event, now) == null;
  }

  boolean isUnsettled(ModelState journalled) {
    return !waiting.isEmpty() || !journalled.openLoads().isEmpty();
  }
}
