package io.sampo.cluster.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The blocks of a benchmark as files: {@code blocks.csv} with a line for each block, {@code
 * intervals.csv} with a line for each second, {@code percentiles.csv} and {@code latency.svg} with
 * the latencies of all blocks of one name together. Not thread-safe.
 */
public final class LoadReport {

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

  private record Block(String name, LoadResult result) {}

  private final List<Block> blocks = new ArrayList<>();

  /** Adds a block; several may have one name. */
  public void add(String name, LoadResult result) {
    blocks.add(new Block(name, result));
  }

  /** Writes all files into the directory, over those that are there. */
  public void write(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve("blocks.csv"), blockLines());
      Files.write(directory.resolve("intervals.csv"), intervalLines());
      Files.write(directory.resolve("percentiles.csv"), percentileLines());
      Files.writeString(directory.resolve("latency.svg"), LatencyPlot.draw(histograms()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Latencies of the answers that were ok, by name. */
  private Map<String, Histogram> histograms() {
    Map<String, Histogram> byName = new LinkedHashMap<>();
    for (Block block : blocks) {
      Histogram latencies = block.result().latencies().ok();
      if (latencies.getTotalCount() > 0) {
        byName.computeIfAbsent(block.name(), name -> new Histogram(3)).add(latencies);
      }
    }
    return byName;
  }

  private List<String> blockLines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "block,seconds,ok_per_second,p50_micros,p90_micros,p99_micros,p999_micros,maximum_micros,"
            + "client_cores,ok,refused,wrong,broken,timed_out,unsent,retried,reconnects");
    for (Block block : blocks) {
      LoadResult result = block.result();
      Latencies latencies = result.latencies();
      LoadCounts counts = result.counts();
      lines.add(
          line(
              block.name(),
              seconds(result.time().toNanos()),
              result.okPerSecond(),
              latencies.micros(50),
              latencies.micros(90),
              latencies.micros(99),
              latencies.micros(99.9),
              latencies.ok().getMaxValue() / 1e3,
              result.clientCores(),
              counts.ok(),
              counts.refused(),
              counts.wrong(),
              counts.failures().broken(),
              counts.failures().timedOut(),
              counts.failures().unsent(),
              counts.retried(),
              counts.reconnects()));
    }
    return lines;
  }

  private List<String> intervalLines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "block,number,start_seconds,ok_per_second,errors,p50_micros,p99_micros,maximum_micros");
    int number = 0;
    for (Block block : blocks) {
      for (LoadInterval interval : block.result().intervals()) {
        lines.add(
            line(
                block.name(),
                number,
                seconds(interval.start().toNanos()),
                interval.rate(),
                interval.errors(),
                interval.p50Nanos() / 1e3,
                interval.p99Nanos() / 1e3,
                interval.maximumNanos() / 1e3));
      }
      number++;
    }
    return lines;
  }

  private List<String> percentileLines() {
    List<String> lines = new ArrayList<>();
    lines.add("block,percentile,latency_micros,answers");
    histograms()
        .forEach(
            (name, histogram) -> {
              for (double percentile : PERCENTILES) {
                double micros = histogram.getValueAtPercentile(percentile) / 1e3;
                lines.add(line(name, percentile, micros, histogram.getTotalCount()));
              }
            });
    return lines;
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static String line(Object... fields) {
    List<String> texts = new ArrayList<>();
    for (Object field : fields) {
      texts.add(
          field instanceof Double number
              ? String.format(Locale.ROOT, "%.3f", number)
              : field.toString());
    }
    return String.join(",", texts);
  }
}
