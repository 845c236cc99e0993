package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Membership as one node sees it.
 *
 * @param members all that are known, reachable or not
 * @param oldest address of the oldest member, or empty while there is none
 */
public record ClusterMembers(List<Member> members, String oldest) {

  public ClusterMembers {
    members = List.copyOf(members);
    requireNonNull(oldest, "oldest is null");
  }

  /**
   * @param address {@code pekko://sampo@host:port}
   * @param status in the words of the cluster: Joining, Up, Leaving, Down …
   */
  public record Member(String address, String status, Set<String> roles, boolean reachable) {
    public Member {
      requireNonNull(address, "address is null");
      requireNonNull(status, "status is null");
      roles = Set.copyOf(roles);
    }

    /** The remoting port, which tells the nodes of one machine apart. */
    public int port() {
      return URI.create(address).getPort();
    }
  }

  /** Reads the answer of {@code GET /cluster/members}. */
  static ClusterMembers from(JsonNode json) {
    Set<String> unreachable = new HashSet<>();
    json.path("unreachable").forEach(each -> unreachable.add(each.path("node").asText()));
    List<Member> members = new ArrayList<>();
    for (JsonNode each : json.path("members")) {
      Set<String> roles = new HashSet<>();
      each.path("roles").forEach(role -> roles.add(role.asText()));
      String address = each.path("node").asText();
      members.add(
          new Member(address, each.path("status").asText(), roles, !unreachable.contains(address)));
    }
    return new ClusterMembers(members, json.path("oldest").asText(""));
  }

  /** The member with this remoting port. */
  public Optional<Member> withPort(int port) {
    return members.stream().filter(member -> member.port() == port).findFirst();
  }

  /** How many are full members whom everybody can reach. */
  public long healthy() {
    return members.stream()
        .filter(member -> member.status().equals("Up") && member.reachable())
        .count();
  }
}
