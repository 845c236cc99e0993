package io.sampo.node.training.step;

import io.sampo.protocol.training.LossSpike;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The losses of the last committed steps, and the bound that follows from them. Steps that are void
 * leave it: a job that goes back to where its loss was higher must not find it too high there. Not
 * thread-safe.
 */
final class LossWindow {
  private final Optional<LossSpike> spike;
  private final Deque<Measured> losses = new ArrayDeque<>();

  private record Measured(long step, double loss) {}

  /**
   * @param spike what a spike is; nothing is one without it
   */
  LossWindow(Optional<LossSpike> spike) {
    this.spike = spike;
  }

  void add(long step, double loss) {
    int longest = spike.map(LossSpike::window).orElse(0);
    losses.addLast(new Measured(step, loss));
    while (losses.size() > longest) {
      losses.removeFirst();
    }
  }

  /** Everything behind this step is void. */
  void goBackTo(long step) {
    losses.removeIf(measured -> measured.step() > step);
  }

  /** The highest mean loss that is no spike; positive infinity until the window is full. */
  double bound() {
    return spike
        .filter(wanted -> losses.size() == wanted.window())
        .map(wanted -> wanted.factor() * mean())
        .filter(bound -> bound > 0)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private double mean() {
    return losses.stream().mapToDouble(Measured::loss).average().orElseThrow();
  }
}
