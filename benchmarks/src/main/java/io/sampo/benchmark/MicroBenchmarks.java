package io.sampo.benchmark;

import java.io.PrintWriter;
import java.util.spi.ToolProvider;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the micro-benchmarks of the class path. Takes the options of JMH's own command line; without
 * any, all benchmarks run as their annotations say, in forks with the flags of this JVM. Progress
 * and a table go to standard output, and at the end one JSON object to the caller (see {@link
 * Figures}). Found by the name {@code sampo-micro-benchmarks}, so that what starts it need not have
 * it on its class path. Blocking.
 */
public final class MicroBenchmarks implements ToolProvider {

  @Override
  public String name() {
    return "sampo-micro-benchmarks";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    try {
      out.println(Figures.json(new Runner(options(arguments)).run()));
      out.flush();
      return 0;
    } catch (CommandLineOptionException | RunnerException failure) {
      err.println("sampo: " + failure.getMessage());
      err.flush();
      return 1;
    }
  }

  private static Options options(String... arguments) throws CommandLineOptionException {
    return new OptionsBuilder()
        .parent(new CommandLineOptions(arguments))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .build();
  }
}
