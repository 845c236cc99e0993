package io.sampo.cluster.scenario;

/**
 * How the demo runs.
 *
 * @param nodes at least three: a replica has to move while another serves and the oldest stays
 * @param keep leave the cluster running at the end, until a signal comes
 * @param kill end one node with SIGKILL
 */
public record DemoOptions(int nodes, boolean keep, boolean kill) {
  public DemoOptions {
    if (nodes < 3) {
      throw new IllegalArgumentException("Expected --nodes of at least 3, but was [" + nodes + "]");
    }
  }
}
