package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.PlatformError;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Takes batches through the model and answers their requests, each of them once, though its
 * deadline may pass or the device may be given up meanwhile. Thread-safe.
 */
final class BatchRunner {
  private final BatchForward forward;
  private final RunningBatches running;
  private final ReplicaRecorder recorder;
  private final RequestReplies replies;
  private final Executor elsewhere;

  /**
   * @param mostAtOnce how many batches may run at the same time
   * @param elsewhere who has expired is told there, so that nobody else waits for that
   */
  BatchRunner(
      BatchForward forward,
      int mostAtOnce,
      ReplicaRecorder recorder,
      RequestReplies replies,
      Executor elsewhere) {
    this.forward = requireNonNull(forward, "forward is null");
    this.running = new RunningBatches(mostAtOnce);
    this.recorder = requireNonNull(recorder, "recorder is null");
    this.replies = requireNonNull(replies, "replies is null");
    this.elsewhere = requireNonNull(elsewhere, "elsewhere is null");
  }

  /** From now on {@link #abandon} answers the batch. Gives its place, for {@link #run}. */
  int register(List<Waiting> batch) {
    return running.add(batch);
  }

  /** Blocks. Gives the nanoseconds that the model took; 0 if nobody waited for it any more. */
  long run(List<Waiting> registered, int place) {
    List<Waiting> batch = inTime(registered, place);
    if (batch.isEmpty()) {
      return 0;
    }
    long began = System.nanoTime();
    recorder.began(batch, began);
    BatchRun run = forward.run(batch, began);
    if (running.take(place, batch)) {
      replies.answer(run);
    }
    return run.computeNanos();
  }

  /** Who runs the batch may have waited for a processor since it was chosen. */
  private List<Waiting> inTime(List<Waiting> batch, int place) {
    long now = System.nanoTime();
    if (ReplicaRecorder.late(batch, now) == 0) {
      return batch;
    }
    List<Waiting> inTime = batch.stream().filter(each -> !each.isExpired(now)).toList();
    if (!running.narrow(place, batch, inTime)) {
      return List.of();
    }
    refuseExpiredLater(batch.stream().filter(each -> each.isExpired(now)).toList());
    return inTime;
  }

  /** Not in this thread: its batch would wait for that, and perhaps beyond a deadline. */
  void refuseExpiredLater(List<Waiting> expired) {
    if (!expired.isEmpty()) {
      elsewhere.execute(() -> replies.refuseExpired(expired));
    }
  }

  /** Refuses what runs: it may never end. */
  void abandon(PlatformError error) {
    replies.refuseAll(running.takeAll(), error);
  }
}
