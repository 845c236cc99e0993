package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.util.List;

/**
 * One generation of a job as one of its members sees it.
 *
 * @param token the job's secret; proves membership to the neighbours and is never sent
 * @param members in the order of ranks, alike at all members
 * @param ownRank the index of this member
 * @param floatCount floats in every buffer of this generation; neighbours that disagree do not
 *     connect
 */
public record RingMembership(
    JobId job,
    String token,
    long generation,
    List<RingMember> members,
    int ownRank,
    int floatCount) {
  public RingMembership {
    requireNonNull(job, "job is null");
    requireNonNull(token, "token is null");
    members = List.copyOf(members);
    if (token.isEmpty()) {
      throw new IllegalArgumentException("Expected a token for [" + job + "], but it was empty");
    }
    if (ownRank < 0 || ownRank >= members.size()) {
      throw new IllegalArgumentException(
          "Expected a rank below %d in [%s], but was %d".formatted(members.size(), job, ownRank));
    }
    if (members.stream().map(RingMember::worker).distinct().count() != members.size()) {
      throw new IllegalArgumentException(
          "Expected different members in [" + job + "], but was " + members);
    }
    if (floatCount < 1 || floatCount > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "Expected 1 to %d floats in [%s], but was %d"
              .formatted(Integer.MAX_VALUE / Float.BYTES, job, floatCount));
    }
  }

  public int size() {
    return members.size();
  }

  public RingMember own() {
    return members.get(ownRank);
  }

  /** The rank that sends to this one. */
  public int previousRank() {
    return (ownRank + size() - 1) % size();
  }

  /** The rank that this one sends to. */
  public int nextRank() {
    return (ownRank + 1) % size();
  }

  public WorkerIncarnation worker(int rank) {
    return members.get(rank).worker();
  }

  int byteCount() {
    return floatCount * Float.BYTES;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "RingMembership[%s generation=%d rank=%d of %s]"
        .formatted(job, generation, ownRank, members);
  }
}
