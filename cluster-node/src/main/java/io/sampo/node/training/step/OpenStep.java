package io.sampo.node.training.step;

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
  private final Map<WorkerIncarnation, Digest> votes = new LinkedHashMap<>();

  OpenStep(GenerationStep step, List<WorkerIncarnation> members) {
    this.step = step;
    this.members = members;
  }

  GenerationStep step() {
    return step;
  }

  void vote(WorkerIncarnation worker, Digest digest) {
    if (members.contains(worker)) {
      votes.put(worker, digest);
    }
  }

  List<WorkerIncarnation> missing() {
    return members.stream().filter(member -> !votes.containsKey(member)).toList();
  }

  /** The result that all members voted for. */
  Optional<Digest> result() {
    return missing().isEmpty() && !isDivided()
        ? votes.values().stream().findFirst()
        : Optional.empty();
  }

  /** Whether two members voted differently; such a step can never be committed. */
  boolean isDivided() {
    Set<Digest> different = new HashSet<>(votes.values());
    return different.size() > 1;
  }

  /** Those who voted against more than half of the members; empty if there is no such majority. */
  List<WorkerIncarnation> oddOnes() {
    return votes.values().stream()
        .filter(this::isOfMajority)
        .findFirst()
        .map(this::votersAgainst)
        .orElseGet(List::of);
  }

  private boolean isOfMajority(Digest digest) {
    return 2L * votes.values().stream().filter(digest::equals).count() > members.size();
  }

  private List<WorkerIncarnation> votersAgainst(Digest digest) {
    return votes.entrySet().stream()
        .filter(vote -> !vote.getValue().equals(digest))
        .map(Map.Entry::getKey)
        .toList();
  }
}
