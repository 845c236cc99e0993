package io.sampo.node.training.job;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.WorkerProtocol.Evaluate;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import io.sampo.protocol.training.step.StepRange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who evaluates what, and what came of it. Not thread-safe. */
final class EvaluationTally {
  private final long step;
  private final Map<WorkerIncarnation, Evaluate> parts = new LinkedHashMap<>();
  private final Map<WorkerIncarnation, Evaluated> results = new HashMap<>();

  /** Splits the held-out samples over the workers. */
  EvaluationTally(long step, long samples, List<WorkerIncarnation> workers) {
    this.step = step;
    StepRange all = new StepRange(0, 0, Math.toIntExact(samples));
    for (int rank = 0; rank < workers.size(); rank++) {
      StepRange.Share part = all.share(rank, workers.size());
      parts.put(workers.get(rank), new Evaluate(step, part.start(), part.start() + part.count()));
    }
  }

  Map<WorkerIncarnation, Evaluate> parts() {
    return parts;
  }

  void add(Evaluated result) {
    if (result.step() == step && parts.containsKey(result.worker())) {
      results.put(result.worker(), result);
    }
  }

  boolean isComplete() {
    return results.size() == parts.size();
  }

  Evaluation evaluation() {
    EvaluationSums sums = EvaluationSums.NOTHING;
    // In rank order, so that the sum is the same whoever answered first.
    for (WorkerIncarnation worker : parts.keySet()) {
      sums = sums.plus(results.get(worker).sums());
    }
    return Evaluation.of(step, sums);
  }
}
