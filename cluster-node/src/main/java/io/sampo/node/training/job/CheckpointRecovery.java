package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.step.Fallback;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.step.Checkpoint.Stored;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, before a gang begins, whether the checkpoint that the register names can be read, and if
 * not, for the newest before it that can. It is looked at a second time when there is such a one:
 * storage that was away for a moment should not cost steps that are published.
 */
final class CheckpointRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointRecovery.class);

  private final RunContext run;
  private final ActorSystem<?> system;
  private final Executor blocking;

  CheckpointRecovery(RunContext run, ActorSystem<?> system) {
    this.run = requireNonNull(run, "run is null");
    this.system = requireNonNull(system, "system is null");
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  /**
   * Empty if the checkpoint can be read, or none can. The stage never fails, and ends within the
   * time that workers have to load: what cannot be asked now is found out by those who restore.
   */
  CompletionStage<Optional<Fallback>> fallback() {
    return run.environment()
        .register()
        .read(run.id())
        .thenApply(CheckpointRecovery::named)
        .thenCompose(named -> named.map(this::check).orElseGet(() -> completed(Optional.empty())))
        .toCompletableFuture()
        .orTimeout(run.settings().waits().load().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            failure -> {
              LOG.warn("Job [{}] cannot look at its checkpoints: {}", run.id(), failure.toString());
              return Optional.empty();
            });
  }

  /** Reads a checkpoint that the register names, on a thread that may block. */
  CompletionStage<Checkpoint> read(Stored published) {
    return CompletableFuture.supplyAsync(() -> checkpoints().read(published.artifact()), blocking);
  }

  private static Optional<Stored> named(Optional<RegisterRow> row) {
    return row.map(RegisterRow::checkpoint)
        .filter(Stored.class::isInstance)
        .map(Stored.class::cast);
  }

  private CompletionStage<Optional<Fallback>> check(Stored named) {
    return CompletableFuture.supplyAsync(() -> isReadable(named), blocking)
        .thenCompose(
            readable ->
                readable
                    ? completed(Optional.<Fallback>empty())
                    : known().thenApplyAsync(others -> before(named, others), blocking));
  }

  private boolean isReadable(Stored named) {
    try {
      checkpoints().verified(named.artifact());
      return true;
    } catch (PlatformException refused) {
      LOG.warn(
          "Job [{}] cannot read its checkpoint of step [{}]: {}",
          run.id(),
          named.step(),
          refused.getMessage());
      return false;
    }
  }

  /** Asked of the entity, because runs do not remember what their gangs published. */
  private CompletionStage<List<Checkpoint>> known() {
    return AskPattern.<TrainingJobProtocol.Command, Outcome<JobSummary>>ask(
            run.entity(),
            TrainingJobProtocol.DescribeJob::new,
            run.settings().waits().ask(),
            system.scheduler())
        .thenApply(answer -> answer.orThrow().checkpoints());
  }

  private Optional<Fallback> before(Stored named, List<Checkpoint> known) {
    List<Checkpoint> candidates =
        known.stream().filter(checkpoint -> checkpoint.step() <= named.step()).toList();
    Optional<CheckpointStore.Found> found = checkpoints().newestComplete(candidates);
    if (found.isEmpty() || isReadable(named)) {
      return Optional.empty();
    }
    Stored instead = new Stored(found.get().checkpoint().step(), found.get().manifest());
    LOG.warn("Job [{}] falls back to its checkpoint of step [{}]", run.id(), instead.step());
    return Optional.of(new Fallback(named, instead));
  }

  private CheckpointStore checkpoints() {
    return run.environment().checkpoints();
  }

  private static <T> CompletionStage<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
