package io.sampo.cluster.bench;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long and what the benchmark of serving measures.
 *
 * @param block how long one block counts
 * @param rounds how often the blocks of a part come round; a figure is the median over rounds
 * @param parts names of parts; empty means all
 * @param directory where CSV files and the plot go
 * @param nodes how many nodes the cluster of a part has at least
 */
public record ServeOptions(
    Duration block, int rounds, List<String> parts, Path directory, int nodes) {

  public ServeOptions {
    requireNonNull(block, "block is null");
    requireNonNull(directory, "directory is null");
    parts = List.copyOf(parts);
    if (block.compareTo(Duration.ofSeconds(1)) < 0 || rounds < 1 || nodes < 1) {
      throw new IllegalArgumentException(
          "Expected blocks of at least 1 s, 1 round and 1 node, but was [%s], [%d] and [%d]."
              .formatted(block, rounds, nodes));
    }
  }
}
