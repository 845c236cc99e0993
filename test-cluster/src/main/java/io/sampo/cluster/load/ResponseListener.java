package io.sampo.cluster.load;

/** Hears of each answer, on the thread of the client: it must be quick and allocate nothing. */
@FunctionalInterface
public interface ResponseListener {

  /** Hears nothing. */
  ResponseListener NOBODY = (position, status, attempts, intendedAt, latency) -> {};

  /**
   * @param position of the request in its mix
   * @param status of the answer; 0 if there was no whole one
   * @param attempts how many replicas the server asked for it; 0 if there was no whole answer
   * @param intendedAt when it was due, in nanoseconds of {@link System#nanoTime}
   * @param latency since then, in nanoseconds
   */
  void onResponse(int position, int status, int attempts, long intendedAt, long latency);
}
