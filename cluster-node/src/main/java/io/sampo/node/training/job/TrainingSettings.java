package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.node.training.step.StepSettings;
import io.sampo.protocol.training.FailureBudget;
import java.time.Duration;

/**
 * How patient a training job is; see {@code sampo.training} in reference.conf.
 *
 * @param steps of the step coordinator
 * @param failures how often a job begins anew from its last checkpoint before it fails
 * @param microBatch what nodes choose for a job that does not say: all are taken to have the same
 */
public record TrainingSettings(
    StepSettings steps, Waits waits, FailureBudget failures, int microBatch) {
  public TrainingSettings {
    requireNonNull(steps, "steps is null");
    requireNonNull(waits, "waits is null");
    requireNonNull(failures, "failures is null");
  }

  /**
   * @param ask for an answer of another entity
   * @param grant for the word of a device
   * @param load for a worker to load module and data
   * @param evaluate for the evaluation of the last step
   * @param retry before something that did not work is tried again
   * @param progress between two lines of progress
   */
  public record Waits(
      Duration ask,
      Duration grant,
      Duration load,
      Duration evaluate,
      Duration retry,
      Duration progress) {
    public Waits {
      requireNonNull(ask, "ask is null");
      requireNonNull(grant, "grant is null");
      requireNonNull(load, "load is null");
      requireNonNull(evaluate, "evaluate is null");
      requireNonNull(retry, "retry is null");
      requireNonNull(progress, "progress is null");
    }
  }

  /** Reads {@code sampo.training}. */
  public static TrainingSettings from(Config root) {
    Config training = root.getConfig("sampo.training");
    Config job = training.getConfig("job");
    return new TrainingSettings(
        StepSettings.from(training),
        new Waits(
            job.getDuration("ask-within"),
            job.getDuration("grant-within"),
            job.getDuration("load-within"),
            job.getDuration("evaluate-within"),
            job.getDuration("retry-after"),
            job.getDuration("progress-every")),
        new FailureBudget(job.getInt("failures.maximum"), job.getDuration("failures.window")),
        training.getInt("worker.micro-batch"));
  }

  /** The step coordinator's, for a gang that is complete before it begins. */
  StepSettings stepsFor(int workers) {
    return new StepSettings(
        steps.lease(),
        steps.patience(),
        new StepSettings.Start(workers, steps.start().settleFor()));
  }
}
