package io.sampo.node.training.step.simulation;

import static io.sampo.node.training.step.simulation.History.require;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.RollBack;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.StepRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The anomalies of one schedule, seen from above, and what must never be of them:
 *
 * <ul>
 *   <li>a step that one member applies and another skips;
 *   <li>parameters changed by gradients or a loss that are not finite;
 *   <li>a roll-back or a halt that not every member of the generation has found, or a skip that
 *       none has;
 *   <li>a roll-back over other data than from the checkpoint to the anomaly, or one that is
 *       forgotten;
 *   <li>a skip that is told in two ways, or not at all though its coordinator lives. (It is told
 *       again where another coordinator settles what the first one had committed.)
 * </ul>
 */
final class AnomalyHistory {
  private final BadData badData;
  private final Map<GenerationStep, StepRange> ranges = new HashMap<>();
  private final Map<GenerationStep, Map<WorkerIncarnation, Anomaly>> found = new HashMap<>();
  private final Map<Long, List<WorkerIncarnation>> members = new HashMap<>();
  private final Set<GenerationStep> applied = new HashSet<>();
  private final Set<GenerationStep> skipped = new HashSet<>();
  private final Map<GenerationStep, Anomaly> told = new HashMap<>();
  private int handled;

  AnomalyHistory(BadData badData) {
    this.badData = badData;
  }

  /** How many steps were skipped, rolled back or halted at. */
  int handled() {
    return handled;
  }

  /** A member works on a step. */
  void computes(GenerationStep step, StepRange range, List<WorkerIncarnation> group) {
    StepRange before = ranges.putIfAbsent(step, range);
    require(before == null || before.equals(range), "two members, two batches", step, range);
    members.put(step.generation(), group);
  }

  StepRange rangeOf(GenerationStep step) {
    return ranges.get(step);
  }

  /** A member says that there is one. */
  void finds(WorkerIncarnation member, Anomaly anomaly) {
    found.computeIfAbsent(anomaly.at(), unused -> new HashMap<>()).put(member, anomaly);
  }

  void applies(GenerationStep step) {
    applied.add(step);
    require(!skipped.contains(step), "applied by one, skipped by another", step);
    require(!badData.isPoison(ranges.get(step)), "applied what is not finite", step);
  }

  void skips(GenerationStep step) {
    skipped.add(step);
    require(!applied.contains(step), "applied by one, skipped by another", step);
    require(found.containsKey(step), "a skip of what nobody has found", step);
  }

  /** A coordinator says that a step was skipped. */
  void tells(Anomaly anomaly) {
    Anomaly before = told.putIfAbsent(anomaly.at(), anomaly);
    handled += before == null ? 1 : 0;
    require(before == null || before.equals(anomaly), "a skip is told in two ways", anomaly);
    require(found.containsKey(anomaly.at()), "a skip of what nobody has found", anomaly);
  }

  /** A coordinator ends its job. */
  void halts(Anomaly anomaly) {
    handled++;
    requireFoundByAll(anomaly.at());
  }

  /** The register names another generation. */
  void opened(RegisterRow before, RegisterRow row) {
    int known = before.rollBacks().size();
    boolean grown = row.rollBacks().size() >= known;
    require(
        grown && row.rollBacks().subList(0, known).equals(before.rollBacks()),
        "a roll-back is forgotten",
        before,
        row);
    List<RollBack> added = row.rollBacks().subList(known, row.rollBacks().size());
    require(added.size() <= 1, "two roll-backs at once", before, row);
    added.forEach(made -> rollsBack(made, before, row));
  }

  private void rollsBack(RollBack made, RegisterRow before, RegisterRow row) {
    handled++;
    StepPlan plan = Simulation.PLAN.behind(before.rollBacks());
    GenerationStep at = made.anomaly().at();
    require(at.generation() == before.generation(), "of another generation", made, before);
    require(row.settles() instanceof Settlement.Restored, "rolled back, not restored", row);
    requireFoundByAll(at);
    require(
        Simulation.PLAN.range(made.lastBatch()).equals(ranges.get(at)),
        "not rolled back over the anomaly",
        made);
    require(
        plan.range(row.base().step() + 1).equals(Simulation.PLAN.range(made.firstBatch())),
        "not rolled back to the checkpoint",
        made,
        row);
  }

  /** The step is one that a complete job consists of. */
  void endsWith(GenerationStep step, boolean coordinatorLived) {
    require(
        !skipped.contains(step) || told.containsKey(step) || !coordinatorLived,
        "a skip is not told",
        step);
  }

  private void requireFoundByAll(GenerationStep step) {
    Map<WorkerIncarnation, Anomaly> by = found.getOrDefault(step, Map.of());
    List<WorkerIncarnation> group = members.get(step.generation());
    require(by.keySet().containsAll(group), "an anomaly that not all have found", step, by, group);
    require(new HashSet<>(by.values()).size() == 1, "one step, two anomalies", step, by);
  }
}
