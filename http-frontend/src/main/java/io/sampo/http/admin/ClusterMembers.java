package io.sampo.http.admin;

import java.util.List;

/** The members of the cluster as this node sees them. */
public interface ClusterMembers {

  /** The address of this node, {@code host:port}. */
  String self();

  List<MemberView> members();

  /**
   * One member.
   *
   * @param address {@code host:port}
   * @param status in the words of the cluster, for example {@code Up}
   * @param oldest whether it is the oldest member, which people call the coordinator
   */
  record MemberView(
      String address, List<String> roles, String status, boolean oldest, boolean reachable) {
    public MemberView {
      roles = List.copyOf(roles);
    }
  }
}
