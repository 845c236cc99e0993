package io.sampo.node.training.worker;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread for what blocks, one thing after the other. May be called from any thread. */
final class SerialThread {
  private final ExecutorService executor;

  SerialThread(String name) {
    this.executor =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The future fails with whatever the work threw. */
  <T> CompletableFuture<T> call(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            // Memory that ran out, too: whatever it was, the job has to hear of it.
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Ends the thread once everything that it was given is done. */
  void end() {
    executor.shutdown();
  }

  /** Ends the thread once everything that it was given is done, this last. */
  void endAfter(Runnable last) {
    executor.execute(last);
    executor.shutdown();
  }
}
