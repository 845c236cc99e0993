package io.sampo.node.training.step.simulation;

import io.sampo.protocol.training.step.Digest;

/** Stands for gradients and parameters: different histories give different numbers. */
final class Hash {
  private Hash() {}

  static long of(long... values) {
    Digest hash = Digest.START;
    for (long value : values) {
      hash = hash.next(value, 0);
    }
    return hash.value();
  }
}
