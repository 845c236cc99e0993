package io.sampo.node.training.ring;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * All members in one JVM on loopback; run by hand: {@code RingBenchmark [members] [floats]
 * [steps]}. Prints the best and the mean time, and payload bytes per second of the best.
 */
final class RingBenchmark {
  private static final int WARM_UP = 10;

  private RingBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int members = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    int floats = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000_000;
    int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40;
    try (RingFixture fixture = new RingFixture()) {
      for (int rank = 0; rank < members; rank++) {
        fixture.addReal(settings());
      }
      measure(fixture, fixture.connect(1, floats), floats, steps);
    }
  }

  private static DataPlaneSettings settings() {
    return new DataPlaneSettings(
        "127.0.0.1",
        0,
        256 * 1024,
        0,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }

  private static void measure(RingFixture fixture, List<AllReduce> rings, int floats, int steps)
      throws Exception {
    List<Future<long[]>> running = new ArrayList<>();
    for (AllReduce ring : rings) {
      running.add(fixture.start(() -> times(ring, floats, steps)));
    }
    long[] slowest = new long[steps];
    for (Future<long[]> one : running) {
      long[] times = RingFixture.get(one);
      for (int step = 0; step < steps; step++) {
        slowest[step] = Math.max(slowest[step], times[step]);
      }
    }
    long best = Long.MAX_VALUE;
    double sum = 0;
    for (long time : slowest) {
      best = Math.min(best, time);
      sum += time;
    }
    System.out.printf(
        "%d members, %d floats: best %.2f ms, mean %.2f ms, %.2f GB/s%n",
        rings.size(), floats, best / 1e6, sum / steps / 1e6, floats * 4.0 / best);
  }

  private static long[] times(AllReduce ring, int floats, int steps) throws DataPlaneException {
    ByteBuffer gradient = RingFixture.zeros(floats);
    ByteBuffer staging = RingFixture.zeros(floats);
    long[] times = new long[steps];
    for (int step = 0; step < WARM_UP + steps; step++) {
      long start = System.nanoTime();
      ring.reduce(step, gradient, staging, RingFixture.AMPLE);
      if (step >= WARM_UP) {
        times[step - WARM_UP] = System.nanoTime() - start;
      }
    }
    return times;
  }
}
