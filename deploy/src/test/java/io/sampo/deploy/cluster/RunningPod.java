package io.sampo.deploy.cluster;

import io.sampo.cluster.ClusterMembers.Member;
import io.sampo.cluster.ManagementClient;
import io.sampo.cluster.NodePorts;
import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.Signal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node as a pod, from outside.
 *
 * @param address its IP address
 * @param secrets that it has mounted, by the name of the volume
 * @param links between it and those who connected to it
 */
record RunningPod(
    String name,
    String address,
    ChildProcess process,
    Map<String, MountedFiles> secrets,
    LinkWitness links) {

  /** The same for each pod. */
  static final NodePorts PORTS = NodePorts.documented(1).get(0);

  private static final ManagementClient MANAGEMENT = new ManagementClient();

  /** Where the admin API names a node of the cluster, and the members themselves do. */
  String remoting() {
    return address + ":" + PORTS.remoting();
  }

  URI inference() {
    return door(PORTS.inference());
  }

  URI admin() {
    return door(PORTS.admin());
  }

  URI management() {
    return door(PORTS.management());
  }

  /**
   * Whether one of the three questions of a kubelet is answered with yes.
   *
   * @param probe {@code /startup}, {@code /ready} or {@code /alive}
   */
  boolean isGreen(String probe) {
    return process.isAlive() && MANAGEMENT.isGreen(management(), probe);
  }

  boolean isReady() {
    return isGreen("/ready");
  }

  /** Remoting addresses of all members that it knows; none while it is not one itself. */
  Set<String> members() {
    return rolesOfMembers().keySet();
  }

  /** Of those among them that are full members and can be reached. */
  Set<String> fullMembers() {
    return membership()
        .filter(member -> member.status().equals("Up") && member.reachable())
        .map(RunningPod::remoting)
        .collect(Collectors.toSet());
  }

  /** By remoting address, without what the cluster adds itself. */
  Map<String, Set<String>> rolesOfMembers() {
    return membership().collect(Collectors.toMap(RunningPod::remoting, RunningPod::roles));
  }

  private Stream<Member> membership() {
    return MANAGEMENT.members(management()).stream().flatMap(members -> members.members().stream());
  }

  private static String remoting(Member member) {
    return member.address().substring(member.address().indexOf('@') + 1);
  }

  private static Set<String> roles(Member member) {
    return member.roles().stream()
        .filter(role -> !role.startsWith("dc-"))
        .collect(Collectors.toSet());
  }

  /**
   * As a kubelet does: SIGTERM, and SIGKILL when the grace period is over.
   *
   * @return whether it has ended by itself
   */
  boolean stop(Duration grace) {
    process.signal(Signal.TERM);
    boolean byItself = process.awaitExit(grace);
    if (!byItself) {
      process.kill();
    }
    links.close();
    return byItself;
  }

  private URI door(int port) {
    return URI.create("http://" + address + ":" + port);
  }

  @Override
  public String toString() {
    return name;
  }
}
