package io.sampo.node.training.step;

import io.sampo.node.training.step.ChangeIntent.Verdict;
import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepReport.Frozen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a generation ends: the outcome of its open step and the members of the next one, as a
 * function of what its frozen members answered.
 */
final class Settle {
  private final StepRules rules;
  private final RegisterRow row;
  private final Collection<Frozen> answers;
  private final ChangeIntent intent;

  private Settle(
      StepRules rules, RegisterRow row, Collection<Frozen> answers, ChangeIntent intent) {
    this.rules = rules;
    this.row = row;
    this.answers = answers;
    this.intent = intent;
  }

  /**
   * The next generation.
   *
   * @param row of the generation that ends
   * @param answers for that generation, from at least one member
   */
  static Proposal nextGeneration(
      StepRules rules, RegisterRow row, Collection<Frozen> answers, ChangeIntent intent) {
    if (answers.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected at least one answer to settle generation [%d] of job [%s], but got none"
              .formatted(row.generation(), row.job()));
    }
    return new Settle(rules, row, answers, intent).settle();
  }

  private Proposal settle() {
    if (intent.verdict() == Verdict.RESTORE) {
      CommittedStep restored = new CommittedStep(row.checkpoint().step(), Digest.START);
      return Proposal.restored(Optional.of(row), membersAt(restored), intent.rolledBack());
    }
    CommittedStep highest =
        answers.stream()
            .map(Frozen::applied)
            .max(Comparator.comparingLong(CommittedStep::step))
            .orElseThrow();
    GenerationStep open = new GenerationStep(row.generation(), highest.step() + 1);
    Optional<Staging.Held> result =
        intent.verdict() == Verdict.RETREAT ? Optional.empty() : resultOf(open);
    CommittedStep base =
        result.map(held -> new CommittedStep(open.step(), held.digest())).orElse(highest);
    Settlement settles =
        result
            .<Settlement>map(held -> new Settlement.Committed(open, held.digest()))
            .orElseGet(() -> new Settlement.Retreated(open));
    Optional<Anomaly> skipped = result.map(Staging.Held::skipped);
    return new Proposal(row.generation() + 1, membersAt(base), base, settles, skipped);
  }

  /** What all answers are prepared with, if they are. */
  private Optional<Staging.Held> resultOf(GenerationStep open) {
    List<Staging.Held> prepared =
        answers.stream()
            .map(Frozen::staging)
            .filter(Staging.Held.class::isInstance)
            .map(Staging.Held.class::cast)
            .filter(held -> isFor(open, held.step()))
            .toList();
    boolean complete =
        prepared.size() == answers.size() || !rules.hold(Clause.ALL_ANSWERS_ARE_PREPARED);
    return complete && prepared.stream().map(Staging.Held::digest).distinct().count() == 1
        ? Optional.of(prepared.get(0))
        : Optional.empty();
  }

  private boolean isFor(GenerationStep open, GenerationStep held) {
    return rules.hold(Clause.PREPARED_CARRIES_ITS_GENERATION)
        ? held.equals(open)
        : held.step() == open.step();
  }

  private List<WorkerIncarnation> membersAt(CommittedStep base) {
    List<WorkerIncarnation> answered = answered();
    List<WorkerIncarnation> members =
        new ArrayList<>(answered.stream().filter(intent::keeps).toList());
    intent.joiners().entrySet().stream()
        .filter(joiner -> joiner.getValue().equals(base) && !members.contains(joiner.getKey()))
        .forEach(joiner -> members.add(joiner.getKey()));
    return members.isEmpty() ? answered : members;
  }

  private List<WorkerIncarnation> answered() {
    return rules.hold(Clause.MEMBERS_HAVE_ANSWERED)
        ? row.members().stream().filter(this::hasAnswered).toList()
        : row.members();
  }

  private boolean hasAnswered(WorkerIncarnation member) {
    return answers.stream().anyMatch(answer -> answer.worker().equals(member));
  }
}
