package io.sampo.node.replica;

import io.sampo.node.engine.ForwardResult;
import io.sampo.node.engine.ForwardTimes;
import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What one batch came to.
 *
 * @param results one for each request of the batch, in order
 * @param executions the forwards that succeeded: one of the whole batch, or some of single requests
 *     if that failed
 * @param beganNanos by {@link System#nanoTime()}
 * @param computeNanos from there to the end of the last forward; with all retries if there were any
 */
record BatchRun(
    List<Waiting> batch,
    List<Outcome<List<Tensor>>> results,
    List<Execution> executions,
    long beganNanos,
    long computeNanos) {

  /** One forward that succeeded, of so many requests with so many items together. */
  record Execution(int requests, int items, ForwardTimes times) {}

  /**
   * Runs the batch as one forward; if that fails, each request on its own, because one of them may
   * be to blame. An empty batch runs nothing. Blocks; touches nothing of the replica.
   */
  static BatchRun execute(LoadedModel model, List<Waiting> batch, long began) {
    List<Execution> executions = new ArrayList<>(1);
    List<Outcome<List<Tensor>>> results = results(model, batch, executions);
    return new BatchRun(batch, results, executions, began, System.nanoTime() - began);
  }

  private static List<Outcome<List<Tensor>>> results(
      LoadedModel model, List<Waiting> batch, List<Execution> executions) {
    if (batch.size() == 1) {
      return List.of(run(model, batch.get(0), executions));
    }
    if (batch.isEmpty()) {
      return List.of();
    }
    List<Outcome<List<Tensor>>> results = new ArrayList<>(batch.size());
    try {
      forward(model, batch, executions).forEach(outputs -> results.add(Outcome.of(outputs)));
    } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
      results.clear();
      batch.forEach(waiting -> results.add(alone(model, waiting, executions)));
    }
    return results;
  }

  private static Outcome<List<Tensor>> alone(
      LoadedModel model, Waiting item, List<Execution> executions) {
    if (item.isExpired(System.nanoTime())) {
      return Outcome.refused(
          ErrorCode.DEADLINE_EXCEEDED,
          "Expected the forward of its batch to succeed, but it failed, and the deadline passed"
              + " before the request could run alone");
    }
    return run(model, item, executions);
  }

  private static Outcome<List<Tensor>> run(
      LoadedModel model, Waiting item, List<Execution> executions) {
    try {
      return Outcome.of(forward(model, List.of(item), executions).get(0));
    } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
      // Native code that cannot be linked shows only when it is called; requests are answered
      // anyway.
      return Outcome.refused(Failures.toError("the forward to succeed", failure));
    }
  }

  private static List<List<Tensor>> forward(
      LoadedModel model, List<Waiting> batch, List<Execution> executions) {
    List<List<Tensor>> inputs = new ArrayList<>(batch.size());
    batch.forEach(waiting -> inputs.add(waiting.inputs()));
    ForwardResult result = model.forwardTogether(inputs);
    executions.add(new Execution(batch.size(), items(batch), result.times()));
    return result.outputs();
  }

  int items() {
    return items(batch);
  }

  private static int items(List<Waiting> batch) {
    int items = 0;
    for (Waiting waiting : batch) {
      items += waiting.items();
    }
    return items;
  }

  /** The outputs that the request asked for, in the signature's order. */
  static List<Tensor> wanted(Waiting item, List<Tensor> outputs) {
    List<String> names = item.request().outputs();
    return names.isEmpty()
        ? outputs
        : outputs.stream().filter(output -> names.contains(output.name())).toList();
  }
}
