package io.sampo.deploy.cluster;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives each pod an address of its own, so that all have the same ports, as in a cluster. On Linux
 * every address from 127.0.0.1 to 127.255.255.254 is this machine and nobody else's; which of them
 * a network takes is chosen at random, so that two runs on one machine do not meet.
 */
final class PodNetwork {

  private static final int MOST = 254;

  private final String prefix = "127." + oneToMost() + "." + oneToMost() + ".";
  private final AtomicInteger last = new AtomicInteger();

  String nextAddress() {
    int host = last.incrementAndGet();
    if (host > MOST) {
      throw new IllegalStateException("Expected at most [" + MOST + "] pods, but there are more.");
    }
    return prefix + host;
  }

  private static int oneToMost() {
    return ThreadLocalRandom.current().nextInt(1, MOST + 1);
  }
}
