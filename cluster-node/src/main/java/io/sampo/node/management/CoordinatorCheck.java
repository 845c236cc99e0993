package io.sampo.node.management;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeRoles;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/**
 * Alive: the cluster of this node has a coordinator, be it one that cannot be reached right now, or
 * has been without for no more than a minute. On Kubernetes new coordinators find coordinators
 * only: when all of them have left at once, those that follow form a cluster of their own, and who
 * stayed in the old one has to be started again to get there. It reads what this node knows and
 * asks nobody.
 */
public final class CoordinatorCheck implements Supplier<CompletionStage<Boolean>> {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final BooleanSupplier orphaned;
  private final LongSupplier nanoClock;
  private Optional<Long> since = Optional.empty();

  /** As Pekko Management makes it. */
  public CoordinatorCheck(ActorSystem system) {
    this(() -> isOrphaned(Cluster.get(system)), System::nanoTime);
  }

  /**
   * @param orphaned whether this node is in a cluster without a coordinator
   * @param nanoClock as {@link System#nanoTime}
   */
  CoordinatorCheck(BooleanSupplier orphaned, LongSupplier nanoClock) {
    this.orphaned = requireNonNull(orphaned, "orphaned is null");
    this.nanoClock = requireNonNull(nanoClock, "nanoClock is null");
  }

  private static boolean isOrphaned(Cluster cluster) {
    return cluster.selfMember().status().equals(MemberStatus.up())
        && StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .noneMatch(CoordinatorCheck::coordinates);
  }

  private static boolean coordinates(Member member) {
    return member.hasRole(NodeRoles.COORDINATOR) && !member.status().equals(MemberStatus.removed());
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(isWorthKeeping());
  }

  private synchronized boolean isWorthKeeping() {
    if (!orphaned.getAsBoolean()) {
      since = Optional.empty();
      return true;
    }
    long now = nanoClock.getAsLong();
    long begin = since.orElse(now);
    since = Optional.of(begin);
    return now - begin <= LIMIT.toNanos();
  }
}
