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
    return find("/proc/" + pid + "/smaps_rollup", "Pss:");
  }

  /**
   * The resident set: cheaper to ask for, and right for the growth of one process. In bytes, and
   * empty likewise.
   */
  public static OptionalLong residentSetSize(long pid) {
    return find("/proc/" + pid + "/status", "VmRSS:");
  }

  private static OptionalLong find(String file, String field) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(field)) {
          String kibibytes = line.substring(field.length()).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(kibibytes) * 1024);
        }
      }
      return OptionalLong.empty();
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }
}
