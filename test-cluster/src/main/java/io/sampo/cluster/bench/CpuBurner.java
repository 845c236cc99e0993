package io.sampo.cluster.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * Uses as much processor time as a client did, so that a loop without a client has what it would
 * have beside one. Follows its own processor time, so it gets its share on a busy machine too.
 */
final class CpuBurner implements AutoCloseable {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SLICE_NANOS = 500_000;

  private final double cores;
  private final Thread thread = new Thread(this::burn, "cpu-burner");
  private volatile boolean stopping;
  private volatile double burnt;

  /**
   * @param cores processor seconds per second; at most one
   */
  CpuBurner(double cores) {
    this.cores = Math.min(1, Math.max(0, cores));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Processor seconds per second that were really used so far. */
  double burntCores() {
    return burnt;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(1_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void burn() {
    long started = System.nanoTime();
    long cpuAtStart = THREADS.getCurrentThreadCpuTime();
    while (!stopping) {
      long elapsed = System.nanoTime() - started;
      long used = THREADS.getCurrentThreadCpuTime() - cpuAtStart;
      burnt = used / (double) Math.max(1, elapsed);
      if (used < cores * elapsed) {
        spin(System.nanoTime() + SLICE_NANOS / 4);
      } else {
        LockSupport.parkNanos(SLICE_NANOS);
      }
    }
  }

  private static void spin(long until) {
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
