package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.node.training.step.StepPlan;
import io.sampo.node.training.step.StepSettings;
import io.sampo.node.training.step.WorkerEvent;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One random schedule of one job: a few workers and up to two living coordinators, messages lost,
 * doubled and overtaken, processes killed and started again, a register that does not always
 * answer. Trouble ends after a while; what is left must then complete the job.
 *
 * <p>The same seed gives the same schedule, to the last message.
 */
final class Simulation {
  static final long TROUBLE_ENDS = 4_000;
  static final long END = 16_000;
  static final long INITIAL = 42;
  static final JobId JOB = new JobId("job");
  static final StepPlan PLAN = new StepPlan(10, 4, 40, 4);
  static final StepSettings SETTINGS =
      new StepSettings(
          new StepSettings.Lease(
              Duration.ofMillis(800), Duration.ofMillis(200), Duration.ofMillis(50)),
          new StepSettings.Patience(
              Duration.ofMillis(160),
              Duration.ofMillis(60),
              Duration.ofMillis(350),
              Duration.ofMillis(150),
              Duration.ofMillis(400)),
          new StepSettings.Start(2, Duration.ofMillis(200)));

  private final VirtualTime time = new VirtualTime();
  private final Chance chance;
  private final Faults faults;
  private final BadData badData;
  private final Mutation mutation;
  private final Optional<Consumer<String>> tracer;
  private final History history;
  private final Network network;
  private final SimulatedRegister register;
  private final DataPlane dataPlane;
  private final Map<WorkerIncarnation, SimulatedWorker> workers = new LinkedHashMap<>();
  private final Map<CoordinatorIncarnation, SimulatedCoordinator> coordinators =
      new LinkedHashMap<>();
  private final Map<ArtifactHash, SimulatedWorker.State> artifacts = new HashMap<>();
  private final StepPlan plan;
  private boolean complete;
  private boolean halted;
  private long lastStep;

  private Simulation(long seed, Mutation mutation, Optional<Consumer<String>> tracer) {
    this.chance = new Chance(seed);
    this.faults = Faults.draw(chance);
    this.badData = BadData.draw(new Chance(~seed));
    this.plan = PLAN.evaluatedEvery(chance.oneOf(List.of(0, 0, 3, 7)));
    this.history = new History(plan, badData);
    this.mutation = mutation;
    this.tracer = tracer;
    this.network = new Network(time, chance, faults);
    this.register = new SimulatedRegister(time, chance, faults, mutation, history);
    this.dataPlane = new DataPlane(time, chance, faults);
  }

  /** What became of a schedule. */
  record Outcome(
      boolean complete,
      boolean halted,
      boolean early,
      long lastStep,
      int committedSteps,
      int generations,
      int anomalies,
      int evaluations) {}

  /**
   * Runs the schedule of that seed.
   *
   * @throws Violation at the first thing that must not exist
   */
  static Outcome run(long seed, Mutation mutation) {
    return new Simulation(seed, mutation, Optional.empty()).run();
  }

  /** As {@link #run}, telling every event and action. */
  static Outcome trace(long seed, Mutation mutation, Consumer<String> tracer) {
    return new Simulation(seed, mutation, Optional.of(tracer)).run();
  }

  private Outcome run() {
    tracer.ifPresent(sink -> sink.accept("faults: " + faults + ", " + badData));
    int slots = chance.between(2, 3);
    for (int slot = 0; slot < slots; slot++) {
      startWorker();
    }
    startCoordinator();
    new Troublemaker(this).plan();
    supervise();
    while (!complete && !halted && time.step(END)) {
      // Every step is one task of the schedule.
    }
    if (complete) {
      history.complete(lastStep, coordinators.size() == 1);
    }
    return new Outcome(
        complete,
        halted,
        complete && history.endsEarly(lastStep),
        lastStep,
        history.committedSteps(),
        history.generations(),
        history.anomalies().handled(),
        history.evaluations());
  }

  StepPlan plan() {
    return plan;
  }

  VirtualTime time() {
    return time;
  }

  Chance chance() {
    return chance;
  }

  Faults faults() {
    return faults;
  }

  BadData badData() {
    return badData;
  }

  Mutation mutation() {
    return mutation;
  }

  History history() {
    return history;
  }

  Network network() {
    return network;
  }

  SimulatedRegister register() {
    return register;
  }

  DataPlane dataPlane() {
    return dataPlane;
  }

  boolean isInTrouble() {
    return time.now() < TROUBLE_ENDS;
  }

  void completed(long step) {
    complete = true;
    lastStep = step;
  }

  void halted() {
    halted = true;
  }

  void trace(Object who, Object what) {
    tracer.ifPresent(
        sink -> sink.accept("%6d %.8s %s".formatted(time.now(), who.toString(), what)));
  }

  List<SimulatedWorker> livingWorkers() {
    return workers.values().stream().filter(SimulatedWorker::isAlive).toList();
  }

  List<SimulatedCoordinator> livingCoordinators() {
    return coordinators.values().stream().filter(SimulatedCoordinator::isAlive).toList();
  }

  SimulatedCoordinator startCoordinator() {
    CoordinatorIncarnation id = new CoordinatorIncarnation(chance.uuid());
    SimulatedCoordinator coordinator = new SimulatedCoordinator(this, id);
    coordinators.put(id, coordinator);
    trace(id, "starts");
    coordinator.start();
    return coordinator;
  }

  WorkerIncarnation startWorker() {
    WorkerIncarnation id = new WorkerIncarnation(chance.uuid());
    startWorker(id);
    return id;
  }

  private void startWorker(WorkerIncarnation id) {
    trace(id, "starts");
    workers.put(id, new SimulatedWorker(this, id));
  }

  /** Kills a worker; another incarnation, or a mutated same one, comes back later. */
  void crash(SimulatedWorker worker) {
    trace(worker.id(), "is killed");
    worker.kill();
    livingCoordinators().stream()
        .filter(coordinator -> chance.with(0.7))
        .forEach(coordinator -> tellLost(coordinator, worker.id()));
    WorkerIncarnation next =
        mutation.workersAreIncarnations() ? new WorkerIncarnation(chance.uuid()) : worker.id();
    time.after(chance.between(20, 400), () -> startWorker(next));
  }

  /** Whoever gives a gang up ends its workers. */
  void stopGang() {
    livingWorkers().forEach(this::crash);
  }

  void tellLost(SimulatedCoordinator coordinator, WorkerIncarnation worker) {
    time.after(
        chance.between(1, 200), () -> coordinator.accept(new CoordinatorEvent.WorkerLost(worker)));
  }

  /** Starts again what is gone, and lets idle workers find coordinators. */
  private void supervise() {
    List<SimulatedCoordinator> living = livingCoordinators();
    if (living.isEmpty() && chance.with(0.3)) {
      startCoordinator();
    }
    for (SimulatedWorker worker : livingWorkers()) {
      if (worker.isRejoining()) {
        crash(worker);
      }
      living.forEach(coordinator -> worker.find(coordinator.id()));
    }
    time.after(60, this::supervise);
  }

  void toCoordinator(WorkerIncarnation from, CoordinatorIncarnation to, StepReport report) {
    network.send(
        from, to, () -> coordinators.get(to).accept(new CoordinatorEvent.Reported(report)));
  }

  void toWorker(CoordinatorIncarnation from, WorkerIncarnation to, StepOrder order) {
    network.send(from, to, () -> workers.get(to).accept(new WorkerEvent.Ordered(order)));
  }

  /** A message of a job's evaluation. */
  void toWorker(
      CoordinatorIncarnation from, WorkerIncarnation to, Consumer<SimulatedWorker> message) {
    network.send(from, to, () -> message.accept(workers.get(to)));
  }

  /** The parameters in the checkpoint of that step, which the register names or has named. */
  long publishedValue(long step) {
    return load(history.published(step)).value();
  }

  SimulatedWorker.State stateOf(WorkerIncarnation worker) {
    SimulatedWorker source = workers.get(worker);
    return source.isAlive() ? source.state() : new SimulatedWorker.State(-1, 0);
  }

  void store(ArtifactHash artifact, SimulatedWorker.State state) {
    artifacts.put(artifact, state);
  }

  SimulatedWorker.State load(Checkpoint checkpoint) {
    return checkpoint instanceof Checkpoint.Stored stored
        ? artifacts.get(stored.artifact())
        : new SimulatedWorker.State(0, INITIAL);
  }

  Optional<RegisterRow> row() {
    return register.current();
  }
}
