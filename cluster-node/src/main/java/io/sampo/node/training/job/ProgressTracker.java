package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.JobProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How far and how fast a job is, from its committed steps. Not thread-safe. */
final class ProgressTracker {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private StepPlan plan;
  private final Deque<Mark> recent = new ArrayDeque<>();
  private long step;
  private long samples;
  private double loss = Double.NaN;

  private record Mark(Instant at, long samples) {}

  ProgressTracker(StepPlan plan) {
    this.plan = requireNonNull(plan, "plan is null");
  }

  /**
   * A generation begins behind this step: everything after it is void.
   *
   * @param ofGeneration may end earlier than that of the generation before
   */
  void beginAfter(StepPlan ofGeneration, long base, Instant now) {
    plan = requireNonNull(ofGeneration, "ofGeneration is null");
    beginAfter(base, now);
  }

  /** As above, with the plan as it was. */
  void beginAfter(long base, Instant now) {
    step = base;
    recent.clear();
    recent.add(new Mark(now, samples));
  }

  void committed(long committed, Instant now) {
    step = committed;
    samples += plan.range(committed).count();
    recent.add(new Mark(now, samples));
    while (recent.size() > 2 && recent.peekFirst().at().isBefore(now.minus(WINDOW))) {
      recent.removeFirst();
    }
  }

  void measured(double lossSum, long count) {
    loss = lossSum / count;
  }

  JobProgress progress() {
    double rate = samplesPerSecond();
    int epoch = step == 0 ? 0 : (int) plan.range(step).epoch();
    double left = rate > 0 ? samplesLeft() / rate : Double.NaN;
    return new JobProgress(epoch, step, plan.lastStep(), loss, rate, left);
  }

  private double samplesPerSecond() {
    if (recent.size() < 2) {
      return 0;
    }
    Duration time = Duration.between(recent.peekFirst().at(), recent.peekLast().at());
    return time.isZero()
        ? 0
        : (recent.peekLast().samples() - recent.peekFirst().samples()) * 1e9 / time.toNanos();
  }

  private long samplesLeft() {
    return samplesUntil(plan.lastStep()) - samplesUntil(step);
  }

  private long samplesUntil(long last) {
    if (last == 0) {
      return 0;
    }
    var range = plan.range(last);
    return range.epoch() * plan.samples() + range.start() + range.count();
  }
}
