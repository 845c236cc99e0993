package io.sampo.cluster.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends the load of one plan, on one thread in a closed loop and on two at a constant rate: the
 * second one sends at the right moment while the first waits for answers. Methods may be called
 * from any thread.
 */
public final class LoadGenerator implements AutoCloseable {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration BACKLOG_LIMIT = Duration.ofSeconds(1);

  /**
   * A server that took a connection is not done with it: it has yet to set up what serves it. With
   * no pause the first requests would wait for that of all connections together.
   */
  private static final Duration SETTLING = Duration.ofMillis(200);

  private static final Duration LONGEST_PARK = Duration.ofMillis(20);
  private static final long WITH_BACKLOG_NANOS = 500_000;

  private final LoadPlan plan;
  private final LoadLoop loop;
  private final Thread reader = new Thread(this::readAnswers, "load-reader");
  private final Thread sender = new Thread(this::sendOnTime, "load-sender");
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile RuntimeException failure;
  private long segmentStart;
  private long segmentCpu;
  private LoadResult result;

  private LoadGenerator(LoadPlan plan, ResponseListener listener) {
    this.plan = plan;
    try {
      this.loop = new LoadLoop(plan, listener);
    } catch (IOException noSelector) {
      throw new UncheckedIOException(noSelector);
    }
    reader.setDaemon(true);
    sender.setDaemon(true);
  }

  /** Runs a whole plan. Blocks as long as that takes. */
  public static LoadResult run(LoadPlan plan) {
    try (LoadGenerator generator = start(plan, ResponseListener.NOBODY)) {
      return generator.await();
    }
  }

  /** Begins with a plan; it ends by itself, or by {@link #finish}. */
  public static LoadGenerator start(LoadPlan plan, ResponseListener listener) {
    LoadGenerator generator = new LoadGenerator(plan, listener);
    generator.reader.start();
    return generator;
  }

  /** Waits until the plan is over and everything is answered or has failed. */
  public LoadResult await() {
    try {
      Duration drain = plan.delivery().timeout().plus(CONNECT_LIMIT).plus(BACKLOG_LIMIT);
      reader.join(plan.warmUp().plus(plan.duration()).plus(drain).toMillis() + 5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    synchronized (this) {
      if (result == null) {
        throw new IllegalStateException("Expected the load to have ended, but it has not.");
      }
      return result;
    }
  }

  /** Sends nothing more and waits for the answers that are under way. */
  public LoadResult finish() {
    stopping = true;
    return await();
  }

  /**
   * Ends a segment: returns what has counted since the last cut, or since the warm-up. Answers
   * count in the segment in which they come.
   */
  public LoadResult cut() {
    awaitBegin();
    return cutNow();
  }

  private synchronized LoadResult cutNow() {
    long now = System.nanoTime();
    Recorder segment = loop.cut(now);
    segment.endTime(now);
    double cores = clientCores(now);
    startSegment(now);
    return segment.result(cores);
  }

  /** Ends at once. */
  @Override
  public void close() {
    stopping = true;
    ended = true;
    try {
      reader.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitBegin() {
    try {
      if (!begun.await(
          CONNECT_LIMIT.toSeconds() + plan.warmUp().toSeconds() + 5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Expected the load to have begun, but it has not.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void readAnswers() {
    try (loop) {
      turnUntil(CONNECT_LIMIT, loop::isConnected);
      turnUntil(SETTLING, () -> stopping);
      begin();
      turnUntil(plan.warmUp(), () -> stopping);
      count();
      turnUntil(plan.duration(), () -> stopping);
      long now = System.nanoTime();
      loop.end(now);
      double cores = coresUntil(now);
      turnUntil(BACKLOG_LIMIT, () -> ended || isDrained());
      loop.dropBacklog();
      turnUntil(plan.delivery().timeout(), () -> ended || isDrained());
      loop.giveUp();
      finishWith(loop.recorder().result(cores));
    } catch (IOException | RuntimeException broken) {
      failure = new IllegalStateException("Expected to send the load, but " + broken, broken);
    } finally {
      ended = true;
      begun.countDown();
    }
  }

  private boolean isDrained() {
    return loop.isDrained(System.nanoTime());
  }

  private void begin() {
    long now = System.nanoTime();
    loop.begin(now, now + plan.warmUp().plus(plan.duration()).toNanos());
    if (plan.pace() instanceof Pace.ConstantRate) {
      sender.start();
    }
  }

  private synchronized void count() {
    long now = System.nanoTime();
    loop.cut(now);
    startSegment(now);
    begun.countDown();
  }

  private synchronized void finishWith(LoadResult last) {
    result = last;
  }

  private void turnUntil(Duration limit, BooleanSupplier isOver) throws IOException {
    long until = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - until < 0 && !isOver.getAsBoolean()) {
      loop.turn();
    }
  }

  private void sendOnTime() {
    while (!ended) {
      long now = System.nanoTime();
      loop.sendDue(now);
      long wait = loop.untilDue(now);
      long longest = LONGEST_PARK.toNanos();
      LockSupport.parkNanos(wait <= 0 ? WITH_BACKLOG_NANOS : Math.min(wait, longest));
    }
  }

  private synchronized double coresUntil(long now) {
    return clientCores(now);
  }

  private double clientCores(long now) {
    return (cpuNanos() - segmentCpu) / (double) Math.max(1, now - segmentStart);
  }

  private void startSegment(long now) {
    segmentStart = now;
    segmentCpu = cpuNanos();
  }

  /** A thread that has ended says -1. */
  private long cpuNanos() {
    return Math.max(0, THREADS.getThreadCpuTime(reader.getId()))
        + Math.max(0, THREADS.getThreadCpuTime(sender.getId()));
  }
}
