package io.sampo.cluster.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that nobody uses at the moment. They come from below the range from
 * which the operating system serves outgoing connections, so that none is taken by accident before
 * its owner binds it; and from a random place, so that two launchers rarely meet.
 */
public final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /** Finds {@code count} different ports. */
  public static List<Integer> find(int count) {
    Set<Integer> found = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && found.size() < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new LaunchException(
          "Expected [" + count + "] free ports, but found [" + found.size() + "].");
    }
    return List.copyOf(found);
  }

  /** Whether a server could listen on this port of the loopback address now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
