package io.sampo.node.replica;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Says to those who asked what came of their requests, and has it counted. Thread-safe.
 *
 * @param waiting how many requests wait at the moment
 */
record RequestReplies(ReplicaRecorder recorder, ReplicaAnswers answers, IntSupplier waiting) {

  void refuse(Infer infer, PlatformError error) {
    recorder.refused(error);
    infer.replyTo().tell(new InferRefused(infer.requestId(), error, waiting.getAsInt()));
  }

  void refuseAll(List<Waiting> requests, PlatformError error) {
    requests.forEach(each -> refuse(each.request(), error));
  }

  void refuseExpired(List<Waiting> expired) {
    for (Waiting each : expired) {
      recorder.expired();
      refuse(
          each.request(),
          new PlatformError(
              ErrorCode.DEADLINE_EXCEEDED,
              "Expected to begin before the deadline, but it passed while the request waited"));
    }
  }

  void answer(BatchRun run) {
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
        new InferChunk(infer.requestId(), 0, true, outputs, timings, waiting.getAsInt()),
        Duration.ofNanos(Math.max(0, item.deadlineNanos() - System.nanoTime())));
  }
}
