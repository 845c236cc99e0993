package io.sampo.node.training.step;

import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.StepReport.CheckpointWritten;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of one worker: one is being written, and at most one is due behind it. That one
 * is written if the worker still stands at its step when its turn comes, as it does at the end of
 * the training; otherwise its state is gone, and it is skipped. A second copy of the state would
 * save it, at the price of its memory.
 */
final class CheckpointDesk {
  private final Consumer<WorkerAction> actions;
  private Optional<GenerationStep> writing = Optional.empty();
  private Optional<GenerationStep> waiting = Optional.empty();
  private Optional<CheckpointWritten> written = Optional.empty();

  CheckpointDesk(Consumer<WorkerAction> actions) {
    this.actions = actions;
  }

  /**
   * Writes each checkpoint once, however often it is asked for.
   *
   * @return what to report at once, because it is there already
   */
  Optional<CheckpointWritten> due(GenerationStep at) {
    Optional<CheckpointWritten> there = written.filter(report -> isOf(report, at));
    if (there.isEmpty() && writing.isEmpty()) {
      write(at);
    } else if (there.isEmpty() && !isWriting(at)) {
      waiting.filter(other -> !other.equals(at)).ifPresent(this::skip);
      waiting = Optional.of(at);
    }
    return there;
  }

  void stored(CheckpointWritten report, GenerationStep now) {
    written = Optional.of(report);
    ended(now);
  }

  /**
   * Nothing is being written any more.
   *
   * @param now where the worker stands
   */
  void ended(GenerationStep now) {
    Optional<GenerationStep> next = waiting;
    writing = Optional.empty();
    waiting = Optional.empty();
    next.ifPresent(due -> writeOrSkip(due, now));
  }

  private void writeOrSkip(GenerationStep due, GenerationStep now) {
    if (due.equals(now)) {
      write(due);
    } else {
      skip(due);
    }
  }

  private void write(GenerationStep at) {
    writing = Optional.of(at);
    actions.accept(new WorkerAction.WriteCheckpoint(at));
  }

  private void skip(GenerationStep at) {
    actions.accept(new WorkerAction.CheckpointSkipped(at));
  }

  private boolean isWriting(GenerationStep at) {
    return writing.filter(at::equals).isPresent();
  }

  private static boolean isOf(CheckpointWritten report, GenerationStep at) {
    return report.generation() == at.generation() && report.checkpoint().step() == at.step();
  }
}
