package io.sampo.node.device;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides over the start of a replica by ledger, eviction policy and what waits already: it starts
 * now, it starts when others have gone, or it is refused. Knows no actors. Not thread-safe.
 */
final class ReplicaAdmission {

  /** The word on one start. */
  sealed interface Verdict {
    /** Memory is reserved. */
    record StartNow() implements Verdict {}

    /** Memory is promised; these have to go for it, beside those that go already. */
    record StartLater(List<ReplicaId> evicted) implements Verdict {
      public StartLater {
        evicted = List.copyOf(evicted);
      }
    }

    record Refuse(PlatformError error) implements Verdict {}
  }

  private final ReservationLedger ledger;
  private final HostedReplicas replicas;
  private final PendingStarts pending;
  private final EvictionPolicy policy;

  ReplicaAdmission(
      ReservationLedger ledger,
      HostedReplicas replicas,
      PendingStarts pending,
      EvictionPolicy policy) {
    this.ledger = ledger;
    this.replicas = replicas;
    this.pending = pending;
    this.policy = policy;
  }

  /** Decides, and reserves or promises accordingly. */
  Verdict decide(StartReplica start, Instant now) {
    ReplicaId id = start.replica();
    long bytes = start.specification().bytes();
    Optional<PlatformError> full = ledger.reserve(id, bytes);
    if (full.isEmpty()) {
      return new Verdict.StartNow();
    }
    if (!start.mayEvict() || bytes < 0) {
      return new Verdict.Refuse(full.get());
    }
    Optional<List<ReplicaId>> evicted =
        policy.choose(candidates(), bytes - ledger.unpromisedBytes(), now);
    if (evicted.isEmpty()) {
      return new Verdict.Refuse(full.get());
    }
    Optional<PlatformError> tooMany = pending.refusal();
    if (tooMany.isPresent()) {
      return new Verdict.Refuse(tooMany.get());
    }
    evicted.get().forEach(ledger::leave);
    ledger.promise(id, bytes);
    pending.add(start);
    return new Verdict.StartLater(evicted.get());
  }

  /** The starts whose memory is there by now; it is reserved for them. */
  List<StartReplica> takeReady() {
    return pending.take(ledger::redeem);
  }

  /** What may go for others now, the least recently used first. */
  List<EvictionPolicy.Candidate> evictable(Instant now) {
    return policy.evictable(candidates(), now);
  }

  private List<EvictionPolicy.Candidate> candidates() {
    return replicas.evictable().stream()
        .filter(replica -> !ledger.isLeaving(replica.status().replica()))
        .map(
            replica ->
                new EvictionPolicy.Candidate(
                    replica.status().replica(),
                    ledger.bytesOf(replica.status().replica()),
                    replica.lastUsed()))
        .toList();
  }
}
