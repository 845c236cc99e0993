package io.sampo.node.training.ring;

import java.util.concurrent.atomic.LongAdder;

/** The running totals behind {@link DataPlaneCounters}. */
final class DataPlaneMeter {
  final LongAdder refusedHellos = new LongAdder();
  final LongAdder staleFrames = new LongAdder();
  final LongAdder corruptFrames = new LongAdder();
  final LongAdder violations = new LongAdder();
  final LongAdder sentBytes = new LongAdder();
  final LongAdder receivedBytes = new LongAdder();

  DataPlaneCounters counters() {
    return new DataPlaneCounters(
        refusedHellos.sum(),
        staleFrames.sum(),
        corruptFrames.sum(),
        violations.sum(),
        sentBytes.sum(),
        receivedBytes.sum());
  }
}
