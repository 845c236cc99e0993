package io.sampo.node.dispatch;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import org.apache.pekko.dispatch.LoadMetrics;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;

/**
 * A fork-join pool whose workers keep the task that was submitted last by the one they run, and run
 * it next. A request passes through a chain of actors, each of which wakes the one behind it and is
 * then done; handing each link to another thread would wake that thread, for work that this one
 * could begin at once and with warm caches. Whatever else a task submits is left to all workers.
 *
 * <p>The idea is that of the {@code runnext} slot of Go's scheduler and of the LIFO slot of Tokio.
 * As there, nobody else takes a task out of the slot, so it waits for the end of the task that
 * submitted it: tasks must be short, as actors are. A task that waits through Scala's {@code
 * blocking}, as {@code Await} does, gives its slot away first, so it may wait for what it
 * submitted.
 */
final class RunNextPool extends ForkJoinPool implements LoadMetrics {

  /** After so many tasks in a row, others have their turn. */
  private static final int MOST_IN_A_ROW = 16;

  /**
   * @param threads gives workers their properties
   */
  RunNextPool(int parallelism, MonitorableThreadFactory threads) {
    super(
        parallelism,
        pool -> threads.wire(new Worker((RunNextPool) pool, threads.name())),
        threads.exceptionHandler(),
        true);
  }

  @Override
  public void execute(Runnable task) {
    Runnable shared =
        Thread.currentThread() instanceof Worker worker && worker.getPool() == this
            ? worker.keep(task)
            : task;
    if (shared != null) {
      share(shared);
    }
  }

  private void share(Runnable task) {
    super.execute(new Turn(task));
  }

  @Override
  public boolean atFullThrottle() {
    return getActiveThreadCount() >= getParallelism();
  }

  /** Not thread-safe: all of it belongs to the thread itself. */
  private static final class Worker extends ForkJoinWorkerThread implements BlockContext {
    private final RunNextPool pool;
    private Runnable next;
    private boolean runs;

    Worker(RunNextPool pool, String name) {
      super(pool);
      this.pool = pool;
      setName(name + "-" + getPoolIndex());
    }

    /** Returns what has no place here. */
    Runnable keep(Runnable task) {
      if (!runs) {
        return task;
      }
      Runnable displaced = next;
      next = task;
      return displaced;
    }

    /** Returns whether there was more to run than one may in a row. */
    boolean run(Runnable first) {
      runs = true;
      try {
        first.run();
        for (int row = 1; next != null && row < MOST_IN_A_ROW; row++) {
          takeNext().run();
        }
        return next != null;
      } catch (Throwable failure) {
        getUncaughtExceptionHandler().uncaughtException(this, failure);
        throw failure;
      } finally {
        runs = false;
        giveNextAway();
      }
    }

    private Runnable takeNext() {
      Runnable task = next;
      next = null;
      return task;
    }

    private void giveNextAway() {
      if (next != null) {
        pool.share(takeNext());
      }
    }

    @Override
    public <T> T blockOn(Function0<T> thunk, CanAwait permission) {
      giveNextAway();
      boolean before = runs;
      runs = false;
      try {
        Wait<T> wait = new Wait<>(thunk);
        managedBlock(wait);
        return wait.result;
      } catch (InterruptedException interrupted) {
        interrupt();
        throw new IllegalStateException("Interrupted while waiting", interrupted);
      } finally {
        runs = before;
      }
    }
  }

  /** Lets the pool start another worker meanwhile. */
  private static final class Wait<T> implements ManagedBlocker {
    private final Function0<T> thunk;
    private T result;
    private boolean done;

    Wait(Function0<T> thunk) {
      this.thunk = thunk;
    }

    @Override
    public boolean block() {
      result = thunk.apply();
      done = true;
      return true;
    }

    @Override
    public boolean isReleasable() {
      return done;
    }
  }

  private static final class Turn extends ForkJoinTask<Void> {
    private static final long serialVersionUID = 1L;

    private final transient Runnable task;

    Turn(Runnable task) {
      this.task = task;
    }

    /**
     * A worker takes what its own tasks have submitted before anything that came from other
     * threads, for ever if there always is some; so it is made to look there after a long row.
     */
    @Override
    protected boolean exec() {
      Worker worker = (Worker) Thread.currentThread();
      ForkJoinTask<?> turn = this;
      while (turn instanceof Turn mine) {
        turn = worker.run(mine.task) ? pollSubmission() : null;
      }
      if (turn != null) {
        turn.fork();
      }
      return true;
    }

    @Override
    public Void getRawResult() {
      return null;
    }

    @Override
    protected void setRawResult(Void nothing) {
      // There is none.
    }
  }
}
