package io.sampo.node.training.step;

import static io.sampo.node.training.step.StepSamples.PLAN;
import static io.sampo.node.training.step.StepSamples.SELF;
import static io.sampo.node.training.step.StepSamples.SETTINGS;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drives a coordinator by hand and keeps what it wanted done since the last look. */
final class CoordinatorDriver {
  private final StepCoordinator coordinator;
  private final List<CoordinatorAction> actions = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private Optional<RegisterRow> register = Optional.empty();

  CoordinatorDriver() {
    this(PLAN);
  }

  CoordinatorDriver(StepPlan plan) {
    this(plan, StepSamples.STOP);
  }

  CoordinatorDriver(StepPlan plan, AnomalyPolicy policy) {
    this.coordinator = new StepCoordinator(StepSamples.JOB, SELF, plan, SETTINGS, policy);
  }

  /** A coordinator that leads generation 1 with these members from step 0. */
  static CoordinatorDriver leading(WorkerIncarnation... members) {
    return leading(PLAN, members);
  }

  static CoordinatorDriver leading(StepPlan plan, WorkerIncarnation... members) {
    return leading(new CoordinatorDriver(plan), members);
  }

  static CoordinatorDriver leading(AnomalyPolicy policy, WorkerIncarnation... members) {
    return leading(PLAN, policy, members);
  }

  static CoordinatorDriver leading(
      StepPlan plan, AnomalyPolicy policy, WorkerIncarnation... members) {
    return leading(new CoordinatorDriver(plan, policy), members);
  }

  private static CoordinatorDriver leading(CoordinatorDriver driver, WorkerIncarnation... members) {
    driver.start();
    for (WorkerIncarnation member : members) {
      driver.report(new StepReport.Offered(member));
    }
    driver.handle(new CoordinatorEvent.RowAbsent());
    driver.applyWrite();
    driver.forget();
    return driver;
  }

  void fallBackTo(Fallback fallback) {
    coordinator.fallBackTo(fallback);
  }

  /** A new coordinator that finds that row. */
  static CoordinatorDriver finding(RegisterRow row) {
    return finding(PLAN, row);
  }

  static CoordinatorDriver finding(StepPlan plan, RegisterRow row) {
    CoordinatorDriver driver = new CoordinatorDriver(plan);
    driver.start();
    driver.handle(new CoordinatorEvent.RowRead(row));
    return driver;
  }

  void start() {
    actions.addAll(coordinator.start(now));
  }

  void handle(CoordinatorEvent event) {
    actions.addAll(coordinator.handle(event, now));
  }

  void report(StepReport report) {
    handle(new CoordinatorEvent.Reported(report));
  }

  void vote(long generation, long step, Digest digest, WorkerIncarnation... voters) {
    for (WorkerIncarnation voter : voters) {
      report(StepSamples.prepared(voter, generation, step, digest));
    }
  }

  /** Time passes, without a tick on the way. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }

  void passAndTick(Duration duration) {
    pass(duration);
    handle(new CoordinatorEvent.Tick());
  }

  /** The register takes the last write that was asked for. */
  RegisterRow applyWrite() {
    RegisterRow row = lastWrite().row();
    register = Optional.of(row);
    handle(new CoordinatorEvent.WriteApplied(row.writeId()));
    return row;
  }

  CoordinatorAction.CompareAndSet lastWrite() {
    List<CoordinatorAction.CompareAndSet> writes = all(CoordinatorAction.CompareAndSet.class);
    if (writes.isEmpty()) {
      throw new AssertionError("Expected a write, but there were only " + actions);
    }
    return writes.get(writes.size() - 1);
  }

  RegisterRow lastRow() {
    return lastWrite().row();
  }

  Expected expectedByLastWrite() {
    return lastWrite().expected();
  }

  /** What the register holds according to the writes that were applied. */
  RegisterRow register() {
    return register.orElseThrow();
  }

  <T extends CoordinatorAction> List<T> all(Class<T> kind) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The orders of that kind, whoever they went to. */
  <T extends StepOrder> List<T> orders(Class<T> kind) {
    return all(CoordinatorAction.Send.class).stream()
        .map(CoordinatorAction.Send::order)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  List<WorkerIncarnation> receivers(Class<? extends StepOrder> kind) {
    return all(CoordinatorAction.Send.class).stream()
        .filter(send -> kind.isInstance(send.order()))
        .map(CoordinatorAction.Send::to)
        .toList();
  }

  void forget() {
    actions.clear();
  }

  String phase() {
    return coordinator.phase();
  }
}
