package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which replicas go for a new one: of those that their owners can spare and that nobody has used
 * for a while, the least recently used first, and no more than needed. Knows no actors and no time.
 */
final class EvictionPolicy {

  /**
   * A ready replica that its owner can spare.
   *
   * @param bytes what it has reserved
   * @param lastUsed when a request last came or was answered
   */
  record Candidate(ReplicaId replica, long bytes, Instant lastUsed) {
    Candidate {
      requireNonNull(replica, "replica is null");
      requireNonNull(lastUsed, "lastUsed is null");
    }
  }

  private static final Comparator<Candidate> LEAST_RECENTLY_USED_FIRST =
      Comparator.comparing(Candidate::lastUsed).thenComparing(each -> each.replica().toString());

  private final Duration idleAfter;

  /**
   * @param idleAfter how long a replica must not have been used: one that is used now and then
   *     would only be loaded again
   */
  EvictionPolicy(Duration idleAfter) {
    this.idleAfter = requireNonNull(idleAfter, "idleAfter is null");
  }

  /** Those that may go now. */
  List<Candidate> evictable(List<Candidate> spare, Instant now) {
    Instant usedBefore = now.minus(idleAfter);
    return spare.stream()
        .filter(candidate -> !candidate.lastUsed().isAfter(usedBefore))
        .sorted(LEAST_RECENTLY_USED_FIRST)
        .toList();
  }

  /** Those that go for so many bytes; empty if all together would not be enough. */
  Optional<List<ReplicaId>> choose(List<Candidate> spare, long missingBytes, Instant now) {
    List<ReplicaId> chosen = new ArrayList<>();
    long freed = 0;
    for (Candidate candidate : evictable(spare, now)) {
      if (freed >= missingBytes) {
        break;
      }
      if (candidate.bytes() > 0) {
        chosen.add(candidate.replica());
        freed += candidate.bytes();
      }
    }
    return freed >= missingBytes ? Optional.of(chosen) : Optional.empty();
  }
}
