package io.sampo.http.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** The members that Pekko Cluster knows. */
final class ClusterMembership implements Membership {

  private static final Comparator<Member> BY_AGE =
      (left, right) -> left.isOlderThan(right) ? -1 : right.isOlderThan(left) ? 1 : 0;

  private final Cluster cluster;

  ClusterMembership(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  @Override
  public List<MemberView> members() {
    CurrentClusterState state = cluster.state();
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    members.sort(BY_AGE);
    Optional<Member> oldest =
        members.stream().filter(member -> member.status() == MemberStatus.up()).findFirst();
    Set<Member> unreachable = state.getUnreachable();
    return members.stream()
        .map(
            member ->
                view(
                    member,
                    !unreachable.contains(member),
                    oldest.filter(member::equals).isPresent()))
        .toList();
  }

  private static MemberView view(Member member, boolean reachable, boolean oldest) {
    Address address = member.address();
    return new MemberView(
        address.toString(),
        address.getHost().orElse("") + ":" + address.getPort().orElse(0),
        member.getRoles().stream().filter(role -> !role.startsWith("dc-")).sorted().toList(),
        member.status().toString().toUpperCase(Locale.ROOT),
        reachable,
        oldest);
  }
}
