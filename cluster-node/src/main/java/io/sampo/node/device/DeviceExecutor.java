package io.sampo.node.device;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that compute: a fixed number with names of their own, because engines keep state per
 * thread and a person reads thread dumps. Queued work is bounded by its submitters, each of which
 * has at most as many tasks in flight as there are threads.
 */
final class DeviceExecutor {
  private DeviceExecutor() {}

  static ExecutorService create(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, "sampo-device-" + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        });
  }
}
