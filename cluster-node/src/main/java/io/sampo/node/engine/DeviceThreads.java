package io.sampo.node.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that compute: a fixed number with names of their own, because engines keep state per
 * thread and a person reads thread dumps; and with a low priority, because those who answer
 * requests need little and at once; only loading gives way to them in turn. Queued work is bounded
 * by its submitters, each of which has at most as many tasks in flight as there are threads.
 * Thread-safe.
 */
public final class DeviceThreads implements Executor {
  private static final int PRIORITY = Thread.MIN_PRIORITY + 1;

  private final ThreadPoolExecutor threads;

  public DeviceThreads(int count) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "sampo-device-" + number.getAndIncrement());
              thread.setDaemon(true);
              thread.setPriority(PRIORITY);
              return thread;
            });
  }

  /**
   * Runs it behind all that waits already.
   *
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /** Whether work waits for a thread, so that one with more of its own should give way. */
  public boolean isAwaited() {
    return !threads.getQueue().isEmpty();
  }

  /** Takes nothing new; what was taken is still run. */
  public void shutdown() {
    threads.shutdown();
  }
}
