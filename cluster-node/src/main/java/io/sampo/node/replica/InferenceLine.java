package io.sampo.node.replica;

import io.sampo.node.telemetry.ReplicaMeters;
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
import java.util.function.Consumer;

/**
 * The way of requests through a replica, from admission to answer: every one that comes in is
 * answered once, unless it is cancelled. Runs in the thread of the replica's actor.
 */
final class InferenceLine {
  private final ReplicaId id;
  private final RequestCheck check;
  private final BatchScheduler scheduler;
  private final int mostForwards;
  private final ReplicaMeters meters;
  private final ReplicaAnswers answers;
  private final Consumer<List<Waiting>> device;
  private int forwards;

  /**
   * @param mostForwards how many batches may be on the device at once
   * @param device begins one batch, whose end is told to {@link #end}
   */
  InferenceLine(
      ReplicaId id,
      ReplicaSpecification specification,
      int mostForwards,
      ReplicaMeters meters,
      ReplicaAnswers answers,
      Consumer<List<Waiting>> device) {
    this.id = id;
    this.check = new RequestCheck(specification.signature());
    this.scheduler =
        new BatchScheduler(
            specification.batching().queueLimit(), specification.signature().maxBatchSize());
    this.mostForwards = mostForwards;
    this.meters = meters;
    this.answers = answers;
    this.device = device;
  }

  void admit(Infer infer) {
    try {
      Waiting waiting = check.admit(infer, System.nanoTime());
      if (!scheduler.offer(waiting)) {
        refuse(
            infer,
            ErrorCode.REPLICA_OVERLOADED,
            "Expected room in the queue of [%s], but %d requests wait"
                .formatted(id, scheduler.length()));
      }
    } catch (PlatformException refused) {
      refuse(infer, refused.error());
    }
    dispatch();
  }

  void cancel(RequestId requestId) {
    scheduler.cancel(requestId);
    meters.recordQueueDepth(scheduler.length());
  }

  /** Answers a batch that has been on the device, and begins the next. */
  void end(BatchRun run) {
    forwards--;
    meters.recordBatch(run.items());
    for (int i = 0; i < run.batch().size(); i++) {
      answer(run, run.batch().get(i), run.results().get(i));
    }
    dispatch();
  }

  /** Nothing that waits is begun any more. */
  void refuseWaiting(ErrorCode code, String message) {
    scheduler.clear().forEach(waiting -> refuse(waiting.request(), code, message));
    meters.recordQueueDepth(0);
  }

  boolean isIdle() {
    return forwards == 0 && scheduler.isEmpty();
  }

  void refuse(Infer infer, ErrorCode code, String message) {
    refuse(infer, new PlatformError(code, message));
  }

  private void refuse(Infer infer, PlatformError error) {
    infer.replyTo().tell(new InferRefused(infer.requestId(), error, scheduler.length()));
  }

  /** Gives the device as much as it may have of what waits now. */
  private void dispatch() {
    for (Waiting expired : scheduler.expire(System.nanoTime())) {
      refuse(
          expired.request(),
          ErrorCode.DEADLINE_EXCEEDED,
          "Expected to begin before the deadline, but it passed while the request waited");
    }
    while (forwards < mostForwards && !scheduler.isEmpty()) {
      forwards++;
      device.accept(scheduler.next());
    }
    meters.recordQueueDepth(scheduler.length());
  }

  private void answer(BatchRun run, Waiting item, Outcome<List<Tensor>> result) {
    Infer infer = item.request();
    if (result.isRefused()) {
      refuse(infer, result.refusal());
      return;
    }
    InferTimings timings =
        new InferTimings(
            Math.max(0, run.beganNanos() - item.arrivedNanos()), run.computeNanos(), run.items());
    List<Tensor> outputs = BatchRun.wanted(item, result.value());
    answers.send(
        infer.replyTo(),
        new InferChunk(infer.requestId(), 0, true, outputs, timings, scheduler.length()),
        Duration.ofNanos(Math.max(0, item.deadlineNanos() - System.nanoTime())));
  }
}
