package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.StepReport.CaughtUp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group that holds between two steps while joiners take over its state. */
final class Barrier {
  private final GenerationStep at;
  private final CommittedStep state;
  private final List<WorkerIncarnation> asked;
  private final Instant deadline;
  private final Map<WorkerIncarnation, CommittedStep> joiners = new LinkedHashMap<>();

  Barrier(GenerationStep at, CommittedStep state, List<WorkerIncarnation> asked, Instant deadline) {
    this.at = at;
    this.state = state;
    this.asked = asked;
    this.deadline = deadline;
  }

  GenerationStep at() {
    return at;
  }

  List<WorkerIncarnation> asked() {
    return asked;
  }

  /** Counts only a joiner that was asked and holds the very state of the group. */
  void onCaughtUp(CaughtUp joiner) {
    if (asked.contains(joiner.worker())
        && joiner.at().equals(at)
        && joiner.digest().equals(state.digest())) {
      joiners.put(joiner.worker(), state);
    }
  }

  boolean isOver(Instant now) {
    return joiners.size() == asked.size() || !now.isBefore(deadline);
  }

  Map<WorkerIncarnation, CommittedStep> joiners() {
    return joiners;
  }

  List<WorkerIncarnation> late() {
    return asked.stream().filter(worker -> !joiners.containsKey(worker)).toList();
  }
}
