package io.sampo.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a process costs in memory: its proportional set size, in which a page that several processes
 * share counts for each of them by its part. Sums of it are therefore honest.
 */
public final class ProcessMemory {

  private ProcessMemory() {}

  /** In bytes; empty if the process has ended or the system does not tell (it is not Linux). */
  public static OptionalLong proportionalSetSize(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          String kibibytes = line.substring("Pss:".length()).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(kibibytes) * 1024);
        }
      }
      return OptionalLong.empty();
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }
}
