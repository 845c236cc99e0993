package io.sampo.node.training.ring;

import java.net.InetSocketAddress;

/**
 * The door of a node through which gradients enter and leave; shared by all of its workers. Safe
 * for use by any thread.
 */
public interface DataPlane extends AutoCloseable {

  /** Where other members reach this node. */
  InetSocketAddress address();

  /**
   * Opens one generation of a job for one of its members and lets the previous rank in from now on.
   * Does no I/O: {@link AllReduce#connect} does. An all-reduce of an earlier generation of the same
   * worker should be closed first.
   *
   * @throws IllegalStateException if this member is open in the same or a later generation
   */
  AllReduce open(RingMembership membership);

  DataPlaneCounters counters();

  /** Refuses everybody from now on and aborts what is open. */
  @Override
  void close();
}
