package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Who belongs to the cluster, as this node sees it. Thread-safe. */
@FunctionalInterface
interface Membership {

  /** Oldest first. */
  List<MemberView> members();

  /**
   * One member.
   *
   * @param address as actors know it
   * @param node {@code host:port}, as replicas and workers name it
   * @param status for example {@code UP}
   * @param oldest of those that are up; people call it the coordinator
   */
  record MemberView(
      String address,
      String node,
      List<String> roles,
      String status,
      boolean reachable,
      boolean oldest) {

    public MemberView {
      requireNonNull(address, "address is null");
      requireNonNull(node, "node is null");
      requireNonNull(status, "status is null");
      roles = List.copyOf(roles);
    }
  }
}
