package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The step that is being voted on. */
final class OpenStep {
  private final GenerationStep step;
  private final List<WorkerIncarnation> members;
  private final Map<WorkerIncarnation, StepVote> votes = new LinkedHashMap<>();

  OpenStep(GenerationStep step, List<WorkerIncarnation> members) {
    this.step = step;
    this.members = members;
  }

  GenerationStep step() {
    return step;
  }

  void vote(WorkerIncarnation worker, StepVote vote) {
    if (members.contains(worker)) {
      votes.put(worker, vote);
    }
  }

  List<WorkerIncarnation> missing() {
    return members.stream().filter(member -> !votes.containsKey(member)).toList();
  }

  /** The vote of all members, be it for the step or against it. */
  Optional<StepVote> result(StepRules rules) {
    Optional<StepVote> against = votes.values().stream().filter(vote -> !vote.kept()).findFirst();
    if (against.isPresent() && !rules.hold(Clause.ANOMALY_IS_FOUND_BY_ALL)) {
      return against;
    }
    return missing().isEmpty() && !isDivided()
        ? votes.values().stream().findFirst()
        : Optional.empty();
  }

  /** Whether two members voted differently; such a step can never be committed. */
  boolean isDivided() {
    Set<Digest> different = new HashSet<>();
    votes.values().forEach(vote -> different.add(vote.digest()));
    return different.size() > 1;
  }

  /** Those who voted against more than half of the members; empty if there is no such majority. */
  List<WorkerIncarnation> oddOnes() {
    return votes.values().stream()
        .map(StepVote::digest)
        .filter(this::isOfMajority)
        .findFirst()
        .map(this::votersAgainst)
        .orElseGet(List::of);
  }

  private boolean isOfMajority(Digest digest) {
    return 2L * votersFor(digest) > members.size();
  }

  private long votersFor(Digest digest) {
    return votes.values().stream().filter(vote -> vote.digest().equals(digest)).count();
  }

  private List<WorkerIncarnation> votersAgainst(Digest digest) {
    return votes.entrySet().stream()
        .filter(vote -> !vote.getValue().digest().equals(digest))
        .map(Map.Entry::getKey)
        .toList();
  }
}
