package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import io.sampo.cluster.process.ProcessMemory;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * The most memory that this process and its children held together: once a second, the sum of their
 * proportional set sizes.
 */
public final class PeakMemory implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Supplier<Collection<Long>> children;
  private final Thread sampler;
  private volatile long peakBytes;
  private volatile boolean closed;

  /**
   * @param children process ids, asked for anew each time
   */
  PeakMemory(Supplier<Collection<Long>> children) {
    this.children = requireNonNull(children, "children is null");
    sampler = new Thread(this::run, "peak-memory");
    sampler.setDaemon(true);
  }

  void start() {
    sampler.start();
  }

  /** The highest sum so far, in bytes; 0 where the system does not tell. */
  public long peakBytes() {
    return peakBytes;
  }

  @Override
  public void close() {
    closed = true;
    sampler.interrupt();
  }

  private void run() {
    while (!closed) {
      sample();
      try {
        synchronized (this) {
          wait(INTERVAL.toMillis());
        }
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void sample() {
    long sum = ProcessMemory.proportionalSetSize(ProcessHandle.current().pid()).orElse(0);
    for (long child : children.get()) {
      sum += ProcessMemory.proportionalSetSize(child).orElse(0);
    }
    peakBytes = Math.max(peakBytes, sum);
  }
}
