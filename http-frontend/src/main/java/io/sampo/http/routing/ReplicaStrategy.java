package io.sampo.http.routing;

import java.util.List;

/** Which of several good replicas gets a request. Not thread-safe. */
interface ReplicaStrategy {

  /** What can be asked of a replica. Times are nanoseconds. */
  interface Candidate {

    /** Requests of this frontend that it has not answered. */
    int inFlight();

    /** Those, and what waits there for others, as far as known. */
    int load(long now);

    boolean isLocal();
  }

  /**
   * Chooses one; on a tie one of this node.
   *
   * @param candidates at least one; not kept
   */
  <T extends Candidate> T choose(List<T> candidates, long now);
}
