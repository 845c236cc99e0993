package io.sampo.node.engine.djl;

import ai.djl.pytorch.engine.PtNDManager;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Lends native inputs to one forward at a time, and keeps small ones for the next forward with
 * equal shapes: to make and free them takes about as long as a forward of a small model. Keeps the
 * {@value #MOST} that were used last. Thread-safe, but to be closed when nothing is lent.
 */
final class InputPool implements AutoCloseable {

  static final int MOST = 8;

  /** Making what is larger takes little beside filling it, and it would lie there unaccounted. */
  static final long LARGEST_KEPT = 64 * 1024;

  private final PtNDManager owner;
  private final Deque<NativeInputs> kept = new ArrayDeque<>();

  /**
   * @param owner of all native memory of the model
   */
  InputPool(PtNDManager owner) {
    this.owner = owner;
  }

  /** With the values of these requests; they go back by {@link #giveBack}. */
  NativeInputs take(List<List<Tensor>> requests) {
    NativeInputs inputs = find(requests);
    if (inputs == null) {
      inputs = new NativeInputs(owner, requests);
    }
    inputs.fill(requests);
    return inputs;
  }

  private synchronized NativeInputs find(List<List<Tensor>> requests) {
    for (Iterator<NativeInputs> each = kept.iterator(); each.hasNext(); ) {
      NativeInputs inputs = each.next();
      if (inputs.fit(requests)) {
        each.remove();
        return inputs;
      }
    }
    return null;
  }

  /** Nobody reads them any more. */
  void giveBack(NativeInputs inputs) {
    NativeInputs tooMuch = inputs;
    if (inputs.bytes() <= LARGEST_KEPT) {
      synchronized (this) {
        kept.addFirst(inputs);
        tooMuch = kept.size() > MOST ? kept.removeLast() : null;
      }
    }
    if (tooMuch != null) {
      tooMuch.close();
    }
  }

  /** How many native arrays are kept. */
  synchronized int arrays() {
    return kept.stream().mapToInt(NativeInputs::count).sum();
  }

  @Override
  public synchronized void close() {
    kept.forEach(NativeInputs::close);
    kept.clear();
  }
}
