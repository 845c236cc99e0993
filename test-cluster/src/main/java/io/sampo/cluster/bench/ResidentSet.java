package io.sampo.cluster.bench;

import io.sampo.cluster.LocalNode;
import io.sampo.cluster.process.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** How the memory of one node grows: its resident set, once a second until closed. */
final class ResidentSet implements AutoCloseable {

  private static final long SECOND = 1_000_000_000L;
  private static final double MEBIBYTE = 1024.0 * 1024;

  private final long pid;
  private final Thread sampler = new Thread(this::sample, "resident-set");
  private final List<Double> mebibytes = new ArrayList<>();
  private volatile boolean closed;

  private ResidentSet(long pid) {
    this.pid = pid;
    sampler.setDaemon(true);
  }

  static ResidentSet watch(LocalNode node) {
    ResidentSet watch = new ResidentSet(node.process().pid());
    watch.sampler.start();
    return watch;
  }

  static double mebibytes(LocalNode node) {
    return ProcessMemory.residentSetSize(node.process().pid()).orElse(0) / MEBIBYTE;
  }

  /** The slope of the straight line through the second half of the samples, MiB per minute. */
  synchronized double slopePerMinute() {
    List<Double> half = mebibytes.subList(mebibytes.size() / 2, mebibytes.size());
    double meanX = (half.size() - 1) / 2.0;
    double meanY = half.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < half.size(); i++) {
      above += (i - meanX) * (half.get(i) - meanY);
      below += (i - meanX) * (i - meanX);
    }
    return below == 0 ? Double.NaN : above / below * 60;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sampler);
  }

  @Override
  public synchronized String toString() {
    return mebibytes.isEmpty()
        ? "resident set: no samples"
        : String.format(
            Locale.ROOT,
            "resident set from %.1f to %.1f MiB in %d s; slope of the second half %.2f MiB/min",
            mebibytes.get(0),
            mebibytes.get(mebibytes.size() - 1),
            mebibytes.size(),
            slopePerMinute());
  }

  private void sample() {
    while (!closed) {
      double now = ProcessMemory.residentSetSize(pid).orElse(0) / MEBIBYTE;
      synchronized (this) {
        mebibytes.add(now);
      }
      LockSupport.parkNanos(SECOND);
    }
  }
}
