package io.sampo.node.replica;

import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * The way of requests through a ready replica, from admission to answer: every one that comes in is
 * answered once, unless it is cancelled. Requests are admitted by the replica's actor; the threads
 * of the device take them from here by themselves, so that what runs next is decided when a thread
 * is free and not a mailbox earlier. A thread takes one batch and then goes behind whoever else
 * waits for the device. Thread-safe.
 */
final class InferenceLine {
  private final ReplicaId id;
  private final RequestCheck check;
  private final LoadedModel model;
  private final int mostForwards;
  private final ReplicaRecorder recorder;
  private final ReplicaAnswers answers;
  private final Executor device;
  private final BiConsumer<Duration, Runnable> later;

  // Guarded by this.
  private final BatchScheduler scheduler;
  private int forwards;
  private boolean dueLater;
  private Runnable whenIdle;

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
    this.model = model;
    this.mostForwards = host.forwardThreads();
    this.recorder = recorder;
    this.answers = answers;
    this.device = host.forwards();
    this.later = later;
    this.scheduler =
        new BatchScheduler(
            specification.batching().queueLimit(),
            maxBatchSize(specification),
            specification.batching().maximumDelay().toNanos());
  }

  private static int maxBatchSize(ReplicaSpecification specification) {
    int bySignature = specification.signature().maxBatchSize();
    int wanted = specification.batching().maximumBatchSize();
    return wanted == 0 ? bySignature : Math.min(wanted, bySignature);
  }

  void admit(Infer infer) {
    long now = System.nanoTime();
    recorder.arrived(now);
    try {
      Waiting admitted = check.admit(infer, now);
      if (!enqueue(admitted, now)) {
        refuse(
            infer,
            ErrorCode.REPLICA_OVERLOADED,
            "Expected room in the queue of [%s], but %d requests wait".formatted(id, waiting));
      }
    } catch (PlatformException refused) {
      refuse(infer, refused.error());
    }
  }

  private boolean enqueue(Waiting admitted, long now) {
    boolean taken;
    boolean begins;
    List<Waiting> expired;
    synchronized (this) {
      taken = scheduler.offer(admitted, now);
      expired = scheduler.takeExpired();
      begins = beginIfDue(now);
      noteLength();
    }
    refuseExpired(expired);
    if (begins) {
      begin();
    }
    return taken;
  }

  void cancel(RequestId requestId) {
    synchronized (this) {
      scheduler.cancel(requestId);
      noteLength();
    }
  }

  /** Nothing that waits is begun any more. */
  void refuseWaiting(ErrorCode code, String message) {
    List<Waiting> all;
    synchronized (this) {
      all = scheduler.clear();
      noteLength();
    }
    all.forEach(each -> refuse(each.request(), code, message));
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

  private void refuse(Infer infer, ErrorCode code, String message) {
    refuse(infer, new PlatformError(code, message));
  }

  private void refuse(Infer infer, PlatformError error) {
    recorder.refused(error);
    infer.replyTo().tell(new InferRefused(infer.requestId(), error, waiting));
  }

  private void refuseExpired(List<Waiting> expired) {
    for (Waiting each : expired) {
      recorder.expired();
      refuse(
          each.request(),
          ErrorCode.DEADLINE_EXCEEDED,
          "Expected to begin before the deadline, but it passed while the request waited");
    }
  }

  /** Whether one more thread is to come for what waits; it counts as busy from now on. */
  private boolean beginIfDue(long now) {
    if (forwards >= mostForwards || scheduler.isEmpty()) {
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
      device.execute(this::runOne);
    } catch (RejectedExecutionException closed) {
      refuseWaiting(
          ErrorCode.REPLICA_STOPPING, "Expected a running device, but that of [" + id + "] stops");
      if (end()) {
        begin();
      }
    }
  }

  /** One batch, in a thread of the device. */
  private void runOne() {
    long now = System.nanoTime();
    List<Waiting> batch;
    List<Waiting> expired;
    synchronized (this) {
      batch = scheduler.next(now);
      expired = scheduler.takeExpired();
      noteLength();
    }
    refuseExpired(expired);
    if (!batch.isEmpty()) {
      long began = System.nanoTime();
      recorder.began(batch, began);
      answer(BatchRun.execute(model, batch, began));
    }
    if (end()) {
      begin();
    }
  }

  /** A thread is done with its batch; true if it is to come again. */
  private boolean end() {
    Runnable idle = null;
    boolean more;
    synchronized (this) {
      forwards--;
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

  private void answer(BatchRun run) {
    int items = run.items();
    recorder.ended(run);
    for (int i = 0; i < run.batch().size(); i++) {
      answer(run, items, run.batch().get(i), run.results().get(i));
    }
  }

  private void answer(BatchRun run, int items, Waiting item, Outcome<List<Tensor>> result) {
    Infer infer = item.request();
    if (result.isRefused()) {
      refuse(infer, result.refusal());
      return;
    }
    InferTimings timings =
        new InferTimings(
            Math.max(0, run.beganNanos() - item.arrivedNanos()), run.computeNanos(), items);
    List<Tensor> outputs = BatchRun.wanted(item, result.value());
    answers.send(
        infer.replyTo(),
        new InferChunk(infer.requestId(), 0, true, outputs, timings, waiting),
        Duration.ofNanos(Math.max(0, item.deadlineNanos() - System.nanoTime())));
  }

  /** Called under the lock. */
  private void noteLength() {
    waiting = scheduler.length();
    recorder.waiting(waiting);
  }
}
