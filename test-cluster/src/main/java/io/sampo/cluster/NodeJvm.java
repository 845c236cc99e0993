package io.sampo.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How the JVM of a node is started; the options are in {@code node-jvm.options}. */
public final class NodeJvm {

  /** The program of a node; its argument is a configuration file. */
  public static final String MAIN_CLASS = "io.sampo.node.NodeMain";

  private static final String OPTIONS = "/node-jvm.options";

  private NodeJvm() {}

  /** One option per line; lines that begin with # are for the reader. */
  public static List<String> flags() {
    try (InputStream in = NodeJvm.class.getResourceAsStream(OPTIONS)) {
      if (in == null) {
        throw new IllegalStateException("Expected [" + OPTIONS + "] on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * One thread inside an operation, since parallel forwards use the cores better; and an allocator
   * that keeps large buffers instead of giving them back to the system after each operation.
   */
  public static Map<String, String> environment() {
    return Map.of(
        "OMP_NUM_THREADS", "1",
        "MALLOC_MMAP_THRESHOLD_", "268435456",
        "MALLOC_TRIM_THRESHOLD_", "536870912",
        "MALLOC_TOP_PAD_", "67108864");
  }
}
