package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What one run sends.
 *
 * @param targets servers that all answer the same; connections are spread over them, and a new
 *     connection goes to the next one when a target refuses it
 * @param connections kept open over the whole run
 * @param warmUp sent at the same pace before anything counts
 * @param duration what counts
 */
public record LoadPlan(
    List<InetSocketAddress> targets,
    RequestMix requests,
    Pace pace,
    int connections,
    Duration warmUp,
    Duration duration,
    Delivery delivery) {

  public LoadPlan {
    targets = List.copyOf(targets);
    requireNonNull(requests, "requests is null");
    requireNonNull(pace, "pace is null");
    requireNonNull(warmUp, "warmUp is null");
    requireNonNull(duration, "duration is null");
    requireNonNull(delivery, "delivery is null");
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one target, but there was none.");
    }
    if (connections < 1) {
      throw new IllegalArgumentException(
          "Expected at least one connection, but was [" + connections + "].");
    }
  }

  /** A closed loop of one second, without warm-up, to be changed by the other methods. */
  public static LoadPlan of(URI door, RequestMix requests) {
    return new LoadPlan(
        List.of(address(door)),
        requests,
        Pace.ClosedLoop.INSTANCE,
        1,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Delivery.once());
  }

  public LoadPlan targets(List<URI> doors) {
    return new LoadPlan(
        doors.stream().map(LoadPlan::address).toList(),
        requests,
        pace,
        connections,
        warmUp,
        duration,
        delivery);
  }

  /** At this rate, over at most so many connections. */
  public LoadPlan atRate(double perSecond, int most) {
    Pace rate = new Pace.ConstantRate(perSecond);
    return new LoadPlan(targets, requests, rate, most, warmUp, duration, delivery);
  }

  /** In a closed loop over so many connections. */
  public LoadPlan closedLoop(int count) {
    Pace closed = Pace.ClosedLoop.INSTANCE;
    return new LoadPlan(targets, requests, closed, count, warmUp, duration, delivery);
  }

  public LoadPlan lasting(Duration warm, Duration counted) {
    return new LoadPlan(targets, requests, pace, connections, warm, counted, delivery);
  }

  public LoadPlan delivery(Delivery wanted) {
    return new LoadPlan(targets, requests, pace, connections, warmUp, duration, wanted);
  }

  private static InetSocketAddress address(URI door) {
    return new InetSocketAddress(door.getHost(), door.getPort());
  }
}
