package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import io.sampo.cluster.process.Deadline;
import io.sampo.cluster.process.LaunchException;
import io.sampo.protocol.catalog.EntityKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * A local cluster as its nodes see it: who is a member, and what lives where. Asks them each time.
 * Thread-safe, once all nodes are known.
 */
public final class ClusterView {

  private final List<LocalNode> nodes;
  private final Timeline timeline;
  private final ManagementClient management = new ManagementClient();

  /**
   * @param nodes may still grow
   */
  ClusterView(List<LocalNode> nodes, Timeline timeline) {
    this.nodes = requireNonNull(nodes, "nodes is null");
    this.timeline = requireNonNull(timeline, "timeline is null");
  }

  /** Whether the node says that it is ready. */
  public boolean isReady(LocalNode node) {
    return management.isReady(node.management());
  }

  /** Membership as the first node that answers sees it. */
  public Optional<ClusterMembers> members() {
    return nodes.stream()
        .filter(LocalNode::isAlive)
        .map(node -> management.members(node.management()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Waits until all nodes are members, up and reachable.
   *
   * @throws LaunchException with what was seen last, if it does not come to that in time
   */
  public void awaitAllMembers(Duration patience) {
    awaitMembers("all members", patience, members -> members.healthy() == nodes.size());
  }

  /**
   * Waits until membership is as wanted.
   *
   * @throws LaunchException with what was seen last, if it does not come to that in time
   */
  public void awaitMembers(String what, Duration patience, Predicate<ClusterMembers> wanted) {
    if (!Deadline.after(patience).await(() -> members().filter(wanted).isPresent())) {
      Optional<ClusterMembers> seen = members();
      throw new LaunchException(
          "Expected %s within %s, but saw last %s%s"
              .formatted(what, patience, seen, missingIn(seen)));
    }
    timeline.record("members", what);
  }

  /** What the nodes say that are no members, for whoever wants to know why. */
  private String missingIn(Optional<ClusterMembers> seen) {
    return nodes.stream()
        .filter(node -> seen.flatMap(all -> all.withPort(node.ports().remoting())).isEmpty())
        .map(node -> "%n[%s], %s".formatted(node, node.report()))
        .collect(Collectors.joining());
  }

  /** The oldest member, which the documentation calls the coordinator of the cluster. */
  public Optional<LocalNode> oldest() {
    return members()
        .flatMap(
            members ->
                nodes.stream()
                    .filter(node -> members.oldest().endsWith(":" + node.ports().remoting()))
                    .findFirst());
  }

  /** The node on which a sharded entity lives now, if it lives anywhere. */
  public Optional<LocalNode> home(EntityTypeKey<?> type, String entity) {
    String shard = new HashCodeMessageExtractor<>(EntityKeys.SHARDS).shardId(entity);
    return nodes.stream()
        .filter(LocalNode::isAlive)
        .filter(node -> management.shards(node.management(), type.name()).contains(shard))
        .findFirst();
  }
}
