package io.sampo.cluster;

import io.sampo.cluster.process.FreePorts;
import io.sampo.cluster.process.LaunchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The doors of one node on the loopback address. */
public record NodePorts(
    int inference, int grpc, int admin, int metrics, int management, int remoting, int dataPlane) {

  private static final int DOORS = 7;

  /**
   * Those of the documentation; a second node has 10 more on HTTP, gRPC and metrics, 1 more on
   * others.
   */
  public static List<NodePorts> documented(int nodes) {
    List<NodePorts> ports = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      ports.add(
          new NodePorts(
              8080 + 10 * i,
              8082 + 10 * i,
              8081 + 10 * i,
              9095 + 10 * i,
              7626 + i,
              17_355 + i,
              17_455 + i));
    }
    return List.copyOf(ports);
  }

  /** Ports that nobody uses at the moment. */
  public static List<NodePorts> free(int nodes) {
    List<Integer> free = FreePorts.find(nodes * DOORS);
    List<NodePorts> ports = new ArrayList<>();
    for (int i = 0; i < free.size(); i += DOORS) {
      ports.add(
          new NodePorts(
              free.get(i),
              free.get(i + 1),
              free.get(i + 2),
              free.get(i + 3),
              free.get(i + 4),
              free.get(i + 5),
              free.get(i + 6)));
    }
    return List.copyOf(ports);
  }

  /** Each door by its name, in a fixed order. */
  public Map<String, Integer> byName() {
    Map<String, Integer> doors = new LinkedHashMap<>();
    doors.put("inference", inference);
    doors.put("gRPC", grpc);
    doors.put("admin", admin);
    doors.put("metrics", metrics);
    doors.put("management", management);
    doors.put("remoting", remoting);
    doors.put("data plane", dataPlane);
    return doors;
  }

  /** Says which door of which node is taken, before anything is started. */
  static void requireFree(List<NodePorts> all) {
    for (int i = 0; i < all.size(); i++) {
      for (Map.Entry<String, Integer> door : all.get(i).byName().entrySet()) {
        if (!FreePorts.isFree(door.getValue())) {
          throw new LaunchException(
              "Expected port [%d] on 127.0.0.1 to be free for %s of node-%d, but it is taken."
                  .formatted(door.getValue(), door.getKey(), i + 1));
        }
      }
    }
  }
}
