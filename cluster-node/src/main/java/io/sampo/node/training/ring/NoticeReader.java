package io.sampo.node.training.ring;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Listens to the next rank, which sends nothing against the direction of the ring but the notice
 * that the generation failed.
 */
final class NoticeReader {
  private final RingMembership membership;
  private final long job;
  private final RingFailures failures;
  private final DataPlaneMeter meter;
  private final FrameReader reader = new FrameReader();

  NoticeReader(RingMembership membership, DataPlaneMeter meter) {
    this.membership = membership;
    this.job = Hello.jobTag(membership);
    this.failures = new RingFailures(membership);
    this.meter = meter;
  }

  /** Throws what the next rank reports, if it does. */
  void poll(SocketChannel next) throws IOException, DataPlaneException {
    reader.readHeader(next);
    if (!reader.hasHeader()) {
      return;
    }
    FrameHeader header = reader.header();
    if (header.isIntact()
        && header.kind() == FrameHeader.NOTICE
        && header.job() == job
        && header.generation() == membership.generation()) {
      throw failures.reported(header);
    }
    meter.violations.increment();
    throw failures.violation(membership.nextRank(), "a notice", header);
  }
}
