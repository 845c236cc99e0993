package io.sampo.node.replica;

import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one batch came to.
 *
 * @param results one for each request of the batch, in order
 * @param beganNanos by {@link System#nanoTime()}
 * @param computeNanos of the forward; with all retries if there were any
 */
record BatchRun(
    List<Waiting> batch, List<Outcome<List<Tensor>>> results, long beganNanos, long computeNanos) {
  BatchRun {
    batch = List.copyOf(batch);
    results = List.copyOf(results);
  }

  /**
   * Runs the batch as one forward; if that fails, each request on its own, because one of them may
   * be to blame. Blocks; touches nothing of the replica.
   */
  static BatchRun execute(LoadedModel model, List<Waiting> batch) {
    long began = System.nanoTime();
    List<Outcome<List<Tensor>>> results = results(model, batch);
    return new BatchRun(batch, results, began, System.nanoTime() - began);
  }

  static BatchRun failed(List<Waiting> batch, PlatformError error) {
    return new BatchRun(
        batch, batch.stream().map(item -> Outcome.<List<Tensor>>refused(error)).toList(), 0, 0);
  }

  private static List<Outcome<List<Tensor>>> results(LoadedModel model, List<Waiting> batch) {
    if (batch.size() == 1) {
      return List.of(alone(model, batch.get(0)));
    }
    try {
      List<Tensor> outputs =
          model.forward(Batch.join(batch.stream().map(Waiting::inputs).toList()));
      return Batch.split(outputs, batch.stream().map(Waiting::items).toList()).stream()
          .map(Outcome::of)
          .toList();
    } catch (RuntimeException together) {
      return batch.stream().map(item -> alone(model, item)).toList();
    }
  }

  private static Outcome<List<Tensor>> alone(LoadedModel model, Waiting item) {
    try {
      return Outcome.of(model.forward(item.inputs()));
    } catch (RuntimeException failure) {
      return Outcome.refused(Failures.toError("the forward to succeed", failure));
    }
  }

  int items() {
    return batch.stream().mapToInt(Waiting::items).sum();
  }

  /** The outputs that the request asked for, in the signature's order. */
  static List<Tensor> wanted(Waiting item, List<Tensor> outputs) {
    List<String> names = item.request().outputs();
    Stream<Tensor> wanted =
        outputs.stream().filter(output -> names.isEmpty() || names.contains(output.name()));
    return wanted.toList();
  }
}
