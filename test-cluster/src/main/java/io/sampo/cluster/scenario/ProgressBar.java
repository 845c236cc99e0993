package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One line that tells how far a training job is: rewritten in place on a terminal, printed now and
 * then where the output goes to a file.
 */
final class ProgressBar {
  private static final int WIDTH = 24;
  private static final double SHARE_BETWEEN_LINES = 0.1;

  private final PrintStream output;
  private final boolean terminal;
  private double lastPrinted = -1;

  ProgressBar(PrintStream output, boolean terminal) {
    this.output = output;
    this.terminal = terminal;
  }

  /**
   * @param epoch from 0
   * @param secondsLeft NaN while nobody can know
   */
  record Progress(
      int epoch,
      int epochs,
      long step,
      long totalSteps,
      double loss,
      double samplesPerSecond,
      double secondsLeft) {

    double share() {
      return totalSteps == 0 ? 0 : (double) step / totalSteps;
    }
  }

  /** Shows a job as the admin API does, as soon as a step has a loss. */
  void show(JsonNode job, int epochs) {
    JsonNode progress = job.path("progress");
    if (progress.path("loss").isNumber()) {
      show(
          new Progress(
              progress.path("epoch").asInt(),
              epochs,
              progress.path("step").asLong(),
              progress.path("totalSteps").asLong(),
              progress.path("loss").asDouble(),
              progress.path("samplesPerSecond").asDouble(),
              progress.path("secondsLeft").asDouble(Double.NaN)));
    }
  }

  void show(Progress progress) {
    String line = render(progress);
    if (terminal) {
      output.print("\r\u001b[2K" + line);
      output.flush();
    } else if (progress.share() >= lastPrinted + SHARE_BETWEEN_LINES) {
      output.println(line);
      lastPrinted = progress.share();
    }
  }

  void finish() {
    if (terminal) {
      output.println();
    }
  }

  static String render(Progress progress) {
    int filled = (int) Math.round(Math.min(1, progress.share()) * WIDTH);
    String left =
        Double.isNaN(progress.secondsLeft)
            ? "--:--"
            : "%d:%02d"
                .formatted((long) progress.secondsLeft / 60, (long) progress.secondsLeft % 60);
    return String.format(
        Locale.ROOT,
        "  [%s%s] epoch %d/%d  step %d/%d  loss %.4f  %.0f samples/s  ETA %s",
        "=".repeat(filled),
        " ".repeat(WIDTH - filled),
        Math.min(progress.epoch + 1, progress.epochs),
        progress.epochs,
        progress.step,
        progress.totalSteps,
        progress.loss,
        progress.samplesPerSecond,
        left);
  }
}
