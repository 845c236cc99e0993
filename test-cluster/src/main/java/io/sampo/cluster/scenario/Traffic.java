package io.sampo.cluster.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Questions without a pause, from several threads, until it is closed. An answer that differs from
 * the expected one counts as a failure like any other.
 */
final class Traffic implements AutoCloseable {
  private static final int PROBLEMS_KEPT = 5;

  private final DigitsClient client;
  private final Digits digits;
  private final int[] expected;
  private final ExecutorService threads;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile boolean running = true;

  /**
   * @param expected the digit that the served model sees in each image
   */
  Traffic(DigitsClient client, Digits digits, int[] expected, int threadCount) {
    this.client = client;
    this.digits = digits;
    this.expected = expected.clone();
    this.threads = Executors.newFixedThreadPool(threadCount, Traffic::named);
    for (int i = 0; i < threadCount; i++) {
      int first = i;
      threads.execute(() -> askWhileRunning(first, threadCount));
    }
  }

  private static Thread named(Runnable task) {
    Thread thread = new Thread(task, "demo-traffic");
    thread.setDaemon(true);
    return thread;
  }

  private void askWhileRunning(int first, int stride) {
    for (int i = first; running; i = (i + stride) % digits.size()) {
      float[] pixels = digits.pixels(i);
      DigitsClient.Answer answer =
          i % 2 == 0 ? client.askInBinary(pixels) : client.askInJson(pixels);
      requests.incrementAndGet();
      if (answer.digit() != expected[i]) {
        failures.incrementAndGet();
        if (problems.size() < PROBLEMS_KEPT) {
          problems.add(
              answer.failed()
                  ? answer.problem()
                  : "digit " + answer.digit() + " for " + expected[i]);
        }
      }
    }
  }

  int requests() {
    return requests.get();
  }

  int failures() {
    return failures.get();
  }

  /** The first few, for a person. */
  List<String> problems() {
    return new ArrayList<>(problems);
  }

  @Override
  public void close() {
    finish();
  }

  /** Asks no more and waits for the answers that are under way. */
  void finish() {
    running = false;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(DigitsClient.LIMIT.toSeconds() + 5, TimeUnit.SECONDS)) {
        throw new ScenarioException("Expected all questions to be answered, but some never were");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
