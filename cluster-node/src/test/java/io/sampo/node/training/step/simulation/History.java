package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that really happened in one schedule, seen from above, and what must never be:
 *
 * <ul>
 *   <li>two results of one step, or a committed step that the next row makes void, unless nobody
 *       was left and the row restores a checkpoint;
 *   <li>a commit for a step that is void already;
 *   <li>a published checkpoint that is gone, or one that was said to be lost and is there;
 *   <li>an evaluation of a step that is not published, or of parameters other than the published
 *       ones, or two decisions about one step;
 *   <li>a step committed behind one that is still to be evaluated, or that is the last;
 *   <li>a coordinator that pauses though its last committed step is in no published checkpoint;
 *   <li>a step applied without a decision, twice, out of order, or on a state that differs from
 *       that of another member;
 *   <li>a member that cannot reach the state its generation starts from;
 *   <li>a step committed that its coordinator has seen different votes for;
 *   <li>a sample of the surviving lineage lost or doubled, or left out by no roll-back;
 *   <li>what {@link AnomalyHistory} says of anomalies.
 * </ul>
 */
final class History {
  private final AnomalyHistory anomalies;
  private final StepPlan plan;
  private final List<RegisterRow> rows = new ArrayList<>();
  private final Map<Long, RegisterRow> firstOfGeneration = new HashMap<>();
  private final TreeMap<GenerationStep, Digest> committed = new TreeMap<>();
  private final Map<GenerationStep, Long> parents = new HashMap<>();
  private final Map<CoordinatorIncarnation, Set<GenerationStep>> divided = new HashMap<>();
  private final Set<Checkpoint> published = new HashSet<>();
  private final Set<Checkpoint> discarded = new HashSet<>();
  private final TreeMap<Long, GenerationStep> lineage = new TreeMap<>();
  private final Map<Long, Long> evaluations = new HashMap<>();
  private final Map<Long, Boolean> ends = new HashMap<>();

  History(StepPlan plan, BadData badData) {
    this.plan = plan;
    this.anomalies = new AnomalyHistory(badData);
  }

  AnomalyHistory anomalies() {
    return anomalies;
  }

  int committedSteps() {
    return committed.size();
  }

  int generations() {
    return firstOfGeneration.size();
  }

  int evaluations() {
    return evaluations.size();
  }

  /** A coordinator decided; not merely repeated what it had decided before. */
  void commits(GenerationStep step, Digest digest) {
    if (isEvaluated(step.step() - 1)) {
      require(ends.containsKey(step.step() - 1), "committed behind an open evaluation", step);
      require(!ends.get(step.step() - 1), "committed behind the end", step);
    }
    Digest before = committed.putIfAbsent(step, digest);
    require(before == null || before.equals(digest), "two results of one generation's step", step);
    RegisterRow next = firstOfGeneration.get(step.generation() + 1);
    if (next != null) {
      requireKept(next, step, digest);
    }
  }

  /** The register changed. */
  void landed(RegisterRow row) {
    if (!rows.isEmpty()) {
      RegisterRow before = rows.get(rows.size() - 1);
      require(
          row.checkpoint().step() >= before.checkpoint().step(),
          "the published checkpoint is void",
          before,
          row);
      if (row.generation() == before.generation()) {
        require(row.base().equals(before.base()), "the base of a generation changed", before, row);
      } else {
        opened(before, row);
      }
    }
    require(!discarded.contains(row.checkpoint()), "a checkpoint was said to be lost", row);
    rows.add(row);
    firstOfGeneration.putIfAbsent(row.generation(), row);
  }

  private void opened(RegisterRow before, RegisterRow row) {
    require(row.generation() == before.generation() + 1, "a generation is missing", before, row);
    anomalies.opened(before, row);
    if (row.settles() instanceof Settlement.Restored) {
      require(
          row.base().step() == before.checkpoint().step(),
          "not restored from the checkpoint",
          before,
          row);
      extendLineage(before, row.base().step());
      lineage.tailMap(row.base().step(), false).clear();
      return;
    }
    require(row.base().step() >= before.base().step(), "the published base is void", before, row);
    if (row.base().step() == before.base().step()) {
      require(row.base().equals(before.base()), "the published base has two results", before, row);
    }
    committed
        .subMap(
            new GenerationStep(before.generation(), 0),
            new GenerationStep(before.generation() + 1, 0))
        .forEach((step, digest) -> requireKept(row, step, digest));
    extendLineage(before, row.base().step());
    if (row.settles() instanceof Settlement.Committed settled) {
      Set<GenerationStep> seen = divided.getOrDefault(row.coordinator(), Set.of());
      require(!seen.contains(settled.step()), "committed in spite of different votes", row);
    }
  }

  private void extendLineage(RegisterRow row, long last) {
    for (long step = row.base().step() + 1; step <= last; step++) {
      lineage.put(step, new GenerationStep(row.generation(), step));
    }
  }

  private static void requireKept(RegisterRow next, GenerationStep step, Digest digest) {
    CommittedStep base = next.base();
    require(base.step() >= step.step(), "a committed step is void", step, next);
    require(
        base.step() > step.step() || base.digest().equals(digest),
        "two results of one step",
        step,
        digest,
        next);
  }

  /** A coordinator saw different votes. */
  void divides(CoordinatorIncarnation coordinator, GenerationStep step) {
    divided.computeIfAbsent(coordinator, unused -> new HashSet<>()).add(step);
  }

  void publishes(Checkpoint checkpoint) {
    require(
        rows.stream().anyMatch(row -> row.checkpoint().equals(checkpoint)),
        "published but not in the register",
        checkpoint);
    published.add(checkpoint);
  }

  /**
   * A coordinator paused.
   *
   * @param last the last step that it committed, or that its generation began from
   */
  void pauses(Checkpoint checkpoint, long last) {
    require(checkpoint.step() == last, "paused without a checkpoint of the step", checkpoint, last);
    require(
        rows.stream().anyMatch(row -> row.checkpoint().equals(checkpoint)),
        "paused but not in the register",
        checkpoint);
  }

  /**
   * A coordinator asked for an evaluation.
   *
   * @param last the last step that it committed, or that its generation began from
   */
  void evaluates(Checkpoint checkpoint, long last) {
    require(checkpoint.step() == last, "evaluated, but not published", checkpoint, last);
    require(
        rows.stream().anyMatch(row -> row.checkpoint().equals(checkpoint)),
        "evaluated, but not in the register",
        checkpoint);
  }

  /** The checkpoint of that step which the register has named. */
  Checkpoint published(long step) {
    return rows.stream()
        .map(RegisterRow::checkpoint)
        .filter(checkpoint -> checkpoint.step() == step)
        .findFirst()
        .orElseThrow(() -> new Violation("measured, but not published: " + step));
  }

  /** A worker measured its parameters. */
  void measures(long step, long published, long value) {
    require(published == value, "measured other parameters than the published ones", step);
  }

  OptionalLong journalled(long step) {
    Long value = evaluations.get(step);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Journals a result unless there is one, and says which one there is. */
  long journals(long step, long value) {
    Long before = evaluations.putIfAbsent(step, value);
    return before == null ? value : before;
  }

  void decides(long step, boolean end) {
    Boolean before = ends.putIfAbsent(step, end);
    require(before == null || before == end, "two decisions about one step", step);
  }

  boolean endsEarly(long step) {
    return step < current().lastStep();
  }

  private boolean isEvaluated(long step) {
    boolean isInterval = plan.evaluateEvery() > 0 && step % plan.evaluateEvery() == 0;
    return step > 0 && (isInterval || plan.evaluateEvery() > 0 && step == current().lastStep());
  }

  /** The plan behind all roll-backs so far. */
  private StepPlan current() {
    return rows.isEmpty() ? plan : plan.behind(rows.get(rows.size() - 1).rollBacks());
  }

  void discards(Checkpoint checkpoint) {
    require(!published.contains(checkpoint), "published and discarded", checkpoint);
    require(
        rows.stream().noneMatch(row -> row.checkpoint().equals(checkpoint)),
        "said to be lost but in the register",
        checkpoint);
    discarded.add(checkpoint);
  }

  /**
   * A worker applied a step.
   *
   * @param stateStep the step its state was at
   * @param parent the state itself
   */
  void applies(GenerationStep step, long stateStep, long parent) {
    counts(step, stateStep, parent);
    anomalies.applies(step);
  }

  /** A worker counted a step without applying it. */
  void skips(GenerationStep step, long stateStep, long parent) {
    counts(step, stateStep, parent);
    anomalies.skips(step);
  }

  private void counts(GenerationStep step, long stateStep, long parent) {
    require(stateStep + 1 == step.step(), "applied on a state of another step", step, stateStep);
    RegisterRow next = firstOfGeneration.get(step.generation() + 1);
    boolean decided =
        committed.containsKey(step) || next != null && next.base().step() >= step.step();
    require(decided, "applied without a decision", step);
    Long otherParent = parents.putIfAbsent(step, parent);
    require(otherParent == null || otherParent == parent, "applied on states that differ", step);
  }

  /** A worker gave up its membership. */
  void rejoins(String reason) {
    require(!reason.startsWith("cannot reach"), "a member cannot reach its base", reason);
    require(!reason.startsWith("has nothing staged"), "a member cannot apply a commit", reason);
  }

  /**
   * The samples of the committed steps, once each; to be called when a job is complete.
   *
   * @param coordinatorLived from the begin to the end
   */
  void complete(long lastStep, boolean coordinatorLived) {
    require(
        lastStep == current().lastStep() || ends.getOrDefault(lastStep, false),
        "complete too early",
        lastStep);
    require(
        !isEvaluated(lastStep) || ends.containsKey(lastStep),
        "complete without an evaluation",
        lastStep);
    RegisterRow last = rows.get(rows.size() - 1);
    for (long step = last.base().step() + 1; step <= lastStep; step++) {
      GenerationStep result = new GenerationStep(last.generation(), step);
      require(committed.containsKey(result), "complete without a commit", result);
      lineage.put(step, result);
    }
    Set<StepRange> taken = new HashSet<>();
    for (long step = 1; step <= lastStep; step++) {
      require(lineage.containsKey(step), "complete without a result", step);
      StepRange range = anomalies.rangeOf(lineage.get(step));
      require(taken.add(range), "samples doubled", step, range);
      anomalies.endsWith(lineage.get(step), coordinatorLived);
    }
    long leftOutBatches =
        last.rollBacks().stream().mapToLong(made -> made.lastBatch() - made.firstBatch() + 1).sum();
    for (long batch = 1; batch <= lastStep + leftOutBatches; batch++) {
      long number = batch;
      boolean leftOut =
          last.rollBacks().stream()
              .anyMatch(made -> made.firstBatch() <= number && number <= made.lastBatch());
      require(leftOut != taken.contains(plan.range(batch)), "samples lost or not left out", batch);
    }
  }

  static void require(boolean holds, String otherwise, Object... about) {
    if (!holds) {
      throw new Violation(otherwise + ": " + Arrays.toString(about));
    }
  }
}
