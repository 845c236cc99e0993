package io.sampo.http.dispatch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs an actor in the thread that tells it something, inside of that call: right for actors that
 * take some microseconds and tell others little, as those of sockets do. An actor stays what it is:
 * its mailbox lets one thread in at a time, and what it is told while it runs waits in there until
 * it is done.
 *
 * <p>Only mailboxes are run so, which are fork-join tasks; a callback of a future may rely on
 * running later than the call that hands it over. That, and what goes too deep, is for the pool.
 * Thread-safe.
 */
final class CallerRunsExecutor extends AbstractExecutorService {

  /** An actor that is told things all the time lets go of the thread after so many turns. */
  static final int DEEPEST = 4;

  private final ForkJoinPool pool;
  private final ThreadLocal<Depth> depths = ThreadLocal.withInitial(Depth::new);

  /** How many tasks of this executor a thread is inside of. */
  private static final class Depth {
    private int value;
  }

  /**
   * @param pool ends with this executor
   */
  CallerRunsExecutor(ForkJoinPool pool) {
    this.pool = requireNonNull(pool, "pool is null");
  }

  @Override
  public void execute(Runnable task) {
    Depth depth = depths.get();
    if (!(task instanceof ForkJoinTask) || depth.value >= DEEPEST || pool.isShutdown()) {
      pool.execute(task);
      return;
    }
    depth.value++;
    try {
      task.run();
    } catch (Throwable failure) {
      // Who told an actor something has no part in how that fails.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    } finally {
      depth.value--;
    }
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }
}
