package io.sampo.node.replica;

import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaSpecification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * The way of requests through a ready replica, from admission to answer: every one that comes in is
 * answered once, unless it is cancelled. Requests are admitted by the replica's actor; the threads
 * of the device take them from here by themselves, so that what runs next is decided when a thread
 * is free and not a mailbox earlier. A thread that has run one batch goes behind whoever else waits
 * for the device. A request that {@link ForwardsOnArrival} suits runs in the thread that admits it.
 * Thread-safe.
 */
final class InferenceLine {
  private final ReplicaId id;
  private final RequestCheck check;
  private final BatchRunner runner;
  private final int mostForwards;
  private final ReplicaRecorder recorder;
  private final RequestReplies replies;
  private final DeviceThreads device;
  private final BiConsumer<Duration, Runnable> later;

  // Guarded by this.
  private final BatchScheduler scheduler;
  private final ForwardsOnArrival onArrival;
  private int forwards;
  private boolean dueLater;
  private Runnable whenIdle;
  private Runnable leastUrgent;

  private volatile int waiting;

  /**
   * @param mostForwards how many batches may be on the device at once
   * @param later runs something after a time, in any thread
   */
  InferenceLine(
      ReplicaId id,
      ReplicaSpecification specification,
      LoadedModel model,
      ReplicaRecorder recorder,
      ReplicaAnswers answers,
      ReplicaHost host,
      BiConsumer<Duration, Runnable> later) {
    this.id = id;
    this.check = new RequestCheck(specification.signature());
    this.mostForwards = host.forwardThreads();
    this.recorder = recorder;
    this.replies = new RequestReplies(recorder, answers, () -> waiting);
    this.device = host.forwards();
    this.later = later;
    this.runner =
        new BatchRunner(
            new BatchForward(model, specification.signature()),
            mostForwards,
            recorder,
            replies,
            action -> later.accept(Duration.ZERO, action));
    this.onArrival = new ForwardsOnArrival(host.settings().longestOnArrival());
    this.scheduler =
        new BatchScheduler(
            specification.batching().queueLimit(),
            specification.maxBatchSize(),
            specification.batching().maximumDelay().toNanos());
  }

  /** Belongs to one thread; may run the request at once. */
  void admit(Infer infer) {
    long now = System.nanoTime();
    recorder.arrived(now);
    onArrival.arrived(now);
    try {
      Waiting admitted = check.admit(infer, now);
      if (!enqueue(admitted, now)) {
        replies.refuse(infer, overloaded());
      }
    } catch (PlatformException refused) {
      replies.refuse(infer, refused.error());
    }
    onArrival.ready(System.nanoTime());
  }

  private PlatformError overloaded() {
    return new PlatformError(
        ErrorCode.REPLICA_OVERLOADED,
        "Expected room in the queue of [%s], but %d requests wait".formatted(id, waiting));
  }

  private boolean enqueue(Waiting admitted, long now) {
    boolean taken;
    boolean begins;
    boolean here;
    List<Waiting> expired;
    synchronized (this) {
      taken = scheduler.offer(admitted, now);
      expired = scheduler.takeExpired();
      begins = beginIfDue(now);
      here = begins && isAlone() && onArrival.suits(admitted);
      noteLength();
    }
    replies.refuseExpired(expired);
    if (here ? end(runOne()) : begins) {
      begin();
    }
    return taken;
  }

  private boolean isAlone() {
    return forwards == 1 && scheduler.length() == 1 && !device.isAwaited();
  }

  void cancel(RequestId requestId) {
    synchronized (this) {
      scheduler.cancel(requestId);
      noteLength();
    }
  }

  /** Runs it once on the device as soon as no request waits. There may be one such action. */
  void whenNobodyWaits(Runnable action) {
    boolean begins;
    synchronized (this) {
      leastUrgent = action;
      begins = beginIfDue(System.nanoTime());
    }
    if (begins) {
      begin();
    }
  }

  /** Nothing that waits is begun any more. */
  void refuseWaiting(PlatformError error) {
    List<Waiting> all;
    synchronized (this) {
      leastUrgent = null;
      all = scheduler.clear();
      noteLength();
    }
    replies.refuseAll(all, error);
  }

  /** Refuses what waits, and what runs as well: it may never end. */
  void abandon(PlatformError error) {
    refuseWaiting(error);
    runner.abandon(error);
  }

  synchronized boolean isIdle() {
    return forwards == 0 && scheduler.isEmpty();
  }

  /** Runs it once, as soon as nothing waits or runs, in any thread. */
  void whenIdle(Runnable action) {
    boolean idle;
    synchronized (this) {
      idle = isIdle();
      whenIdle = idle ? null : action;
    }
    if (idle) {
      action.run();
    }
  }

  /** Whether one more thread is to come for what waits; it counts as busy from now on. */
  private boolean beginIfDue(long now) {
    if (forwards >= mostForwards || scheduler.isEmpty() && leastUrgent == null) {
      return false;
    }
    long pause = scheduler.nanosUntilDue(now);
    if (pause > 0) {
      if (!dueLater) {
        dueLater = true;
        later.accept(Duration.ofNanos(pause), this::look);
      }
      return false;
    }
    forwards++;
    return true;
  }

  /** The first in line may have waited long enough for others to join. */
  private void look() {
    boolean begins;
    synchronized (this) {
      dueLater = false;
      begins = beginIfDue(System.nanoTime());
    }
    if (begins) {
      begin();
    }
  }

  private void begin() {
    try {
      device.execute(this::runSome);
    } catch (RejectedExecutionException closed) {
      refuseWaiting(
          new PlatformError(
              ErrorCode.REPLICA_STOPPING,
              "Expected a running device, but that of [" + id + "] stops"));
      if (end(0)) {
        begin();
      }
    }
  }

  /**
   * Batch after batch in one thread of the device, until somebody else waits for a thread: handing
   * the next batch over would wake another one for nothing.
   */
  private void runSome() {
    boolean more = true;
    while (more) {
      more = end(runOne());
      if (more && device.isAwaited()) {
        begin();
        more = false;
      }
    }
  }

  /** Gives the nanoseconds that the device took; 0 if there was nothing for it. */
  private long runOne() {
    List<Waiting> batch;
    List<Waiting> expired;
    int place = 0;
    Runnable instead = null;
    synchronized (this) {
      // Not before: whoever waited for the lock must not take what has expired meanwhile.
      batch = scheduler.next(System.nanoTime());
      expired = scheduler.takeExpired();
      noteLength();
      if (batch.isEmpty()) {
        instead = leastUrgent;
        leastUrgent = null;
      } else {
        place = runner.register(batch);
      }
    }
    runner.refuseExpiredLater(expired);
    if (!batch.isEmpty()) {
      return runner.run(batch, place);
    }
    if (instead != null) {
      instead.run();
    }
    return 0;
  }

  /** A thread is done with its batch; true if it is to come again. */
  private boolean end(long computeNanos) {
    Runnable idle = null;
    boolean more;
    synchronized (this) {
      forwards--;
      if (computeNanos > 0) {
        onArrival.measured(computeNanos);
      }
      more = beginIfDue(System.nanoTime());
      if (isIdle()) {
        idle = whenIdle;
        whenIdle = null;
      }
    }
    if (idle != null) {
      idle.run();
    }
    return more;
  }

  /** Called under the lock. */
  private void noteLength() {
    waiting = scheduler.length();
    recorder.waiting(waiting);
  }
}
