package io.sampo.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What another JVM of this user still holds on to: its objects by class, after a full garbage
 * collection there. Objects that stand for something outside the heap, such as native arrays and
 * direct buffers, count it truly as long as nothing else frees it.
 */
public record LiveObjects(Map<String, Long> counts) {

  private static final int LIMIT_SECONDS = 60;

  public LiveObjects {
    counts = Map.copyOf(counts);
  }

  /** Asks the JVM with this process id. Blocks, for about as long as a full collection takes. */
  public static LiveObjects of(long pid) throws IOException, InterruptedException {
    Path output = Files.createTempFile("live-objects", ".txt");
    try {
      Process asking =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "GC.class_histogram")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean answered = asking.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      asking.destroyForcibly();
      if (!answered || asking.exitValue() != 0) {
        throw new LaunchException(
            "Expected the objects of process [%d], but: %s"
                .formatted(pid, Files.readString(output)));
      }
      return parse(Files.readAllLines(output));
    } finally {
      Files.delete(output);
    }
  }

  /** How many objects there are of exactly this class. */
  public long count(String className) {
    return counts.getOrDefault(className, 0L);
  }

  /** Lines like {@code 12: 345 6789 java.lang.String (java.base@17)}. */
  private static LiveObjects parse(List<String> lines) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines) {
      String[] columns = line.strip().split("\\s+");
      if (columns.length >= 4 && columns[0].endsWith(":") && columns[1].matches("\\d+")) {
        // Lambdas and the like of several loaders may share a name.
        counts.merge(columns[3], Long.valueOf(columns[1]), Long::sum);
      }
    }
    if (counts.isEmpty()) {
      throw new LaunchException("Expected objects by class, but there were only " + lines);
    }
    return new LiveObjects(counts);
  }
}
