package io.sampo.node.serving;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verdicts on versions under check that are not known to be journalled yet. They count at once:
 * serving does not wait for the journal. Only one that changes the deployment does, since routers
 * go by what is journalled. Belongs to one model entity.
 */
final class Verdicts {
  private final Map<VersionName, ModelEvent> pending = new HashMap<>();

  /** The verdict that this replica brings about, if it is news. */
  Optional<ModelEvent> consider(ModelState journalled, ReplicaStatus status, Instant now) {
    VersionName version = status.replica().modelVersion().version();
    if (pending.containsKey(version)) {
      return Optional.empty();
    }
    Optional<ModelEvent> verdict = ModelRules.verdict(journalled, status, now);
    verdict.ifPresent(event -> pending.put(version, event));
    return verdict;
  }

  /** Forgets what the journal holds, or what has no version any more. */
  void settle(ModelState journalled) {
    pending.values().removeIf(verdict -> ModelRules.apply(journalled, verdict).equals(journalled));
  }

  /** What is journalled, and what is about to be. */
  ModelState applyTo(ModelState journalled) {
    ModelState state = journalled;
    for (Map.Entry<VersionName, ModelEvent> verdict : pending.entrySet()) {
      if (!verdict.getKey().equals(journalled.history().awaited())) {
        state = ModelRules.apply(state, verdict.getValue());
      }
    }
    return state;
  }

  List<ModelEvent> pending() {
    return List.copyOf(pending.values());
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }
}
