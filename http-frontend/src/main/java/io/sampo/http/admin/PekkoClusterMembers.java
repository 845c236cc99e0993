package io.sampo.http.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Reads the state of the Pekko cluster. Thread-safe. */
public final class PekkoClusterMembers implements ClusterMembers {

  private final Cluster cluster;

  public PekkoClusterMembers(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  @Override
  public String self() {
    return text(cluster.selfMember().address());
  }

  @Override
  public List<MemberView> members() {
    CurrentClusterState state = cluster.state();
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    Optional<Member> oldest = oldest(members);
    return members.stream()
        .map(
            member ->
                new MemberView(
                    text(member.address()),
                    roles(member),
                    member.status().toString(),
                    oldest.filter(member::equals).isPresent(),
                    !state.getUnreachable().contains(member)))
        .toList();
  }

  private static Optional<Member> oldest(List<Member> members) {
    return members.stream()
        .filter(member -> member.status().equals(MemberStatus.up()))
        .reduce((one, other) -> one.isOlderThan(other) ? one : other);
  }

  private static List<String> roles(Member member) {
    return member.getRoles().stream().filter(role -> !role.startsWith("dc-")).sorted().toList();
  }

  private static String text(Address address) {
    return address.getHost().orElse("local") + ":" + address.getPort().orElse(0);
  }
}
