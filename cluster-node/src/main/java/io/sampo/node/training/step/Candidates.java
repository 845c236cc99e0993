package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Workers without state that have offered themselves, in the order of their first offer. */
final class Candidates {
  private final StepSettings.Start start;
  private final Set<WorkerIncarnation> workers = new LinkedHashSet<>();
  private Instant firstOffer = Instant.MAX;

  Candidates(StepSettings.Start start) {
    this.start = start;
  }

  void add(WorkerIncarnation worker, Instant now) {
    if (workers.isEmpty()) {
      firstOffer = now;
    }
    workers.add(worker);
  }

  void remove(WorkerIncarnation worker) {
    workers.remove(worker);
  }

  void removeAll(Collection<WorkerIncarnation> members) {
    members.forEach(workers::remove);
  }

  boolean isEmpty() {
    return workers.isEmpty();
  }

  List<WorkerIncarnation> all() {
    return List.copyOf(workers);
  }

  /** Whether there are enough to begin, or nobody else came for long enough. */
  boolean canStart(Instant now) {
    return workers.size() >= start.workersWanted()
        || !workers.isEmpty() && !now.isBefore(firstOffer.plus(start.settleFor()));
  }
}
