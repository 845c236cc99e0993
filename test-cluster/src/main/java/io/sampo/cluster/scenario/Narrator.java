package io.sampo.cluster.scenario;

import java.io.PrintStream;
import java.util.Locale;

/** Tells what a scenario is doing, with the seconds since it began. */
final class Narrator {
  private final PrintStream output;
  private final long started = System.nanoTime();

  Narrator(PrintStream output) {
    this.output = output;
  }

  void say(String format, Object... arguments) {
    String text = arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    output.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), text);
    output.flush();
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }
}
