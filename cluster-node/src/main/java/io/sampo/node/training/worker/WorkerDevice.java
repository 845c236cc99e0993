package io.sampo.node.training.worker;

import io.sampo.node.engine.StepResult;
import io.sampo.node.telemetry.TrainingMeters;
import io.sampo.node.training.checkpoint.CheckpointCopy;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.ring.AllReduce;
import io.sampo.node.training.ring.DataPlaneException;
import io.sampo.node.training.ring.ReducedStep;
import io.sampo.node.training.ring.RingMember;
import io.sampo.node.training.ring.RingMembership;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.WorkerProtocol.Peer;
import io.sampo.protocol.training.WorkerSpecification;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything of a worker that blocks: module, data, staging, and the ring of its generation. All
 * methods belong to the worker's own thread except {@link #abandon}.
 */
final class WorkerDevice implements AutoCloseable {
  private final WorkerEnvironment environment;
  private final WorkerSpecification specification;
  private final StepLoader loader;
  private Dataset data;
  private Dataset heldOut;
  private TrainingStep step;
  private long appliedStep;
  private StepStart started;
  private long startedAt;
  private long ringGeneration;
  private volatile AllReduce ring;
  private volatile GenerationStep abandoned;

  WorkerDevice(WorkerEnvironment environment, WorkerSpecification specification) {
    this.environment = environment;
    this.specification = specification;
    this.loader = new StepLoader(environment, specification);
  }

  /** What a step left in staging, and whether its gradient is finite. */
  record Staged(
      GenerationStep step, ReducedStep reduced, int stateChecksum, double loss, boolean finite) {}

  /** What a step gave over its global batch, and this worker's rank in it. */
  record Applied(GenerationStep step, StepResult total, int rank) {}

  /** What was loaded. */
  record Loaded(long parameters, long samples) {}

  Loaded load() {
    data = loader.trainingData();
    step = loader.initial(data);
    return new Loaded(step.parameterCount(), step.samples());
  }

  /** Nothing has to be done for step 0 while nothing was applied. */
  void restore(Checkpoint checkpoint) {
    if (checkpoint instanceof Checkpoint.Stored stored) {
      replace(loader.restored(stored.artifact(), data));
    } else if (appliedStep > 0) {
      replace(loader.initial(data));
    }
    appliedStep = checkpoint.step();
  }

  private void replace(TrainingStep next) {
    step.close();
    step = next;
  }

  /** Computes this rank's share and reduces it into staging. */
  Staged compute(StepStart start, Map<WorkerIncarnation, Peer> peers) throws DataPlaneException {
    started = start;
    startedAt = System.nanoTime();
    int rank = start.members().indexOf(specification.incarnation());
    // First, so that those who have computed already do not wait for a connection.
    joinRing(start, rank, peers);
    step.compute(start, rank, environment.settings().readWithin(), () -> isAbandoned(start.step()));
    if (isAbandoned(start.step())) {
      // Perhaps not all passes were taken: what there is must not be summed.
      ring.abort();
    }
    ReducedStep reduced =
        step.reduce(ring, start.step().step(), environment.settings().reduceWithin());
    meterReduction(start.members().size());
    double loss = step.total().lossSum() / start.range().count();
    return new Staged(start.step(), reduced, step.stateChecksum(), loss, step.isGradientFinite());
  }

  /** A ring moves the buffer almost twice, whatever its length. */
  private void meterReduction(int members) {
    long bytes = 2L * (members - 1) * step.floatCount() * Float.BYTES / members;
    TrainingMeters.recordGradients(bytes, bytes);
  }

  private void joinRing(StepStart start, int rank, Map<WorkerIncarnation, Peer> peers)
      throws DataPlaneException {
    long generation = start.step().generation();
    if (ring != null && ringGeneration == generation) {
      return;
    }
    leaveRing();
    AllReduce opened =
        environment
            .dataPlane()
            .open(
                new RingMembership(
                    specification.id(),
                    specification.token(),
                    generation,
                    members(start, peers),
                    rank,
                    step.floatCount()));
    ring = opened;
    ringGeneration = generation;
    if (isAbandoned(start.step())) {
      // The order to stop came before there was anything to stop.
      opened.abort();
    }
    opened.connect(environment.settings().connectWithin());
  }

  private static List<RingMember> members(StepStart start, Map<WorkerIncarnation, Peer> peers) {
    List<RingMember> members = new ArrayList<>();
    for (WorkerIncarnation worker : start.members()) {
      Peer peer = peers.get(worker);
      if (peer == null) {
        throw new PlatformException(
            ErrorCode.INTERNAL,
            "Expected to know where worker [%s] listens, but nobody said so".formatted(worker));
      }
      members.add(new RingMember(worker, peer.host(), peer.port()));
    }
    return members;
  }

  /** Makes a computation of this step, running or still queued, end soon. For any thread. */
  void abandon(GenerationStep given) {
    abandoned = given;
    AllReduce current = ring;
    if (current != null) {
      current.abort();
    }
  }

  private boolean isAbandoned(GenerationStep candidate) {
    GenerationStep given = abandoned;
    return given != null && candidate.compareTo(given) <= 0;
  }

  Applied apply(GenerationStep committed) {
    requireStaged(committed);
    return applied(committed, step.apply(committed.step(), started.range().count()));
  }

  /** The step counts, and leaves parameters and optimizer as they are. */
  Applied skip(GenerationStep committed) {
    requireStaged(committed);
    return applied(committed, step.total());
  }

  private void requireStaged(GenerationStep committed) {
    if (started == null || !started.step().equals(committed)) {
      throw new IllegalStateException(
          "Expected step [%s] in staging, but there is [%s]".formatted(committed, started));
    }
  }

  private Applied applied(GenerationStep committed, StepResult total) {
    appliedStep = committed.step();
    int rank = started.members().indexOf(specification.incarnation());
    TrainingMeters.recordStep(
        Duration.ofNanos(System.nanoTime() - startedAt),
        started.range().share(rank, started.members().size()).count());
    return new Applied(committed, total, rank);
  }

  /** What a checkpoint of the applied step needs, for another thread to write. */
  CheckpointCopy copyCheckpoint() {
    return step.copy(specification.id(), appliedStep);
  }

  EvaluationSums evaluate(long committed, long from, long to) {
    if (committed != appliedStep || specification.evaluationDataset() == null) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected to evaluate step [%d], but this worker is at step [%d] with held-out data [%s]"
              .formatted(committed, appliedStep, specification.evaluationDataset()));
    }
    if (heldOut == null) {
      heldOut = loader.data(specification.evaluationDataset());
    }
    return step.evaluate(heldOut, from, to, environment.settings().readWithin());
  }

  private void leaveRing() {
    if (ring != null) {
      ring.close();
      ring = null;
    }
  }

  @Override
  public void close() {
    leaveRing();
    if (step != null) {
      step.close();
      step = null;
    }
  }
}
