package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.WorkerProtocol.Evaluate;
import io.sampo.protocol.training.WorkerProtocol.Evaluated;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.StepRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who evaluates what, and what came of it. Not thread-safe. */
final class EvaluationTally {
  private final GenerationStep at;
  private final long samples;
  private final List<Part> parts = new ArrayList<>();
  private final Map<WorkerIncarnation, Evaluated> results = new HashMap<>();

  /** The share of one worker. */
  record Part(WorkerIncarnation worker, Evaluate order) {}

  /** Splits the held-out samples over the workers. */
  EvaluationTally(GenerationStep at, long samples, List<WorkerIncarnation> workers) {
    this.at = requireNonNull(at, "at is null");
    this.samples = samples;
    StepRange all = new StepRange(0, 0, Math.toIntExact(samples));
    for (int rank = 0; rank < workers.size(); rank++) {
      StepRange.Share share = all.share(rank, workers.size());
      Evaluate order = new Evaluate(at, share.start(), share.start() + share.count());
      parts.add(new Part(workers.get(rank), order));
    }
  }

  GenerationStep at() {
    return at;
  }

  long samples() {
    return samples;
  }

  /** The shares without a result, in rank order. */
  List<Part> missing() {
    return parts.stream().filter(part -> !results.containsKey(part.worker())).toList();
  }

  /** Counts only what was measured for this tally: other generations share otherwise. */
  void add(Evaluated result) {
    if (result.at().equals(at)) {
      results.put(result.worker(), result);
    }
  }

  boolean isComplete() {
    return missing().isEmpty();
  }

  Evaluation evaluation() {
    EvaluationSums sums = EvaluationSums.NOTHING;
    // In rank order, so that the sum is the same whoever answered first.
    for (Part part : parts) {
      sums = sums.plus(results.get(part.worker()).sums());
    }
    return Evaluation.of(at.step(), sums);
  }
}
