package io.sampo.node.replica;

import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The way of a batch through a module: straight, or behind a plan that prepares the rows of each
 * request first. That is done by the thread of the device that runs the batch, so that the bound of
 * the queue bounds it too, and what expires or is cancelled in the queue costs nothing.
 * Thread-safe.
 */
final class BatchForward {
  private final LoadedModel model;

  /** Null where requests bring what the module takes. */
  private final InputPreparation preparation;

  BatchForward(LoadedModel model, Signature signature) {
    this.model = model;
    this.preparation = signature.plan() == null ? null : new InputPreparation(signature.plan());
  }

  /** As {@link BatchRun#execute}. A request that cannot be prepared is refused alone. */
  BatchRun run(List<Waiting> batch, long began) {
    return preparation == null ? BatchRun.execute(model, batch, began) : runPrepared(batch, began);
  }

  private BatchRun runPrepared(List<Waiting> batch, long began) {
    List<Outcome<Waiting>> prepared = batch.stream().map(this::prepared).toList();
    List<Waiting> good =
        prepared.stream().filter(each -> !each.isRefused()).map(Outcome::value).toList();
    BatchRun run = BatchRun.execute(model, good, began);
    Iterator<Outcome<List<Tensor>>> results = run.results().iterator();
    List<Outcome<List<Tensor>>> all = new ArrayList<>(batch.size());
    for (Outcome<Waiting> each : prepared) {
      all.add(each.isRefused() ? Outcome.refused(each.refusal()) : results.next());
    }
    return new BatchRun(batch, all, run.executions(), began, System.nanoTime() - began);
  }

  private Outcome<Waiting> prepared(Waiting raw) {
    try {
      return Outcome.of(raw.withInputs(preparation.prepare(raw.inputs(), raw.items())));
    } catch (RuntimeException | OutOfMemoryError failure) {
      return Outcome.refused(Failures.toError("the rows to be prepared", failure));
    }
  }
}
