package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings together what is journalled of a model, what its replicas are and what the catalog shows:
 * passes verdicts on versions, has replicas started and stopped, tells the journal what it should
 * know. Belongs to one model entity and runs in its thread; time is always handed in.
 */
final class Reconciliation {
  private final ModelName name;
  private final JournalLink<?> journal;
  private final ReplicaOwner replicas;
  private final PublishedModel published;
  private final Verdicts verdicts = new Verdicts();

  Reconciliation(
      ModelName name, JournalLink<?> journal, ReplicaOwner replicas, PublishedModel published) {
    this.name = requireNonNull(name, "name is null");
    this.journal = requireNonNull(journal, "journal is null");
    this.replicas = requireNonNull(replicas, "replicas is null");
    this.published = requireNonNull(published, "published is null");
  }

  /** After anything that may have changed what is to do or what is to be seen. */
  void settle(Instant now) {
    ModelState journalled = journal.state();
    verdicts.settle(journalled);
    List<ModelEvent> observed = new ArrayList<>();
    for (ReplicaStatus status : replicas.statuses()) {
      verdicts.consider(journalled, status, now).ifPresent(observed::add);
    }
    replicas.reconcile(verdicts.applyTo(journalled), now);
    observed.addAll(replicas.orders().loadNews(journalled, now));
    journal.observe(observed);
    replicas.orders().askNodes(journalled, journal.isLost(), now);
    published.show(summary(now).brief());
  }

  /** Looks after what was not answered or not journalled in time. */
  void followUp(Instant now) {
    replicas.onTick(now);
    journal.observe(verdicts.pending());
  }

  /** Whether time alone can soon bring something to do. */
  boolean isUnsettled() {
    return replicas.isUnsettled(journal.state()) || !verdicts.isEmpty() || isEmpty();
  }

  /** Whether there is neither a version nor a replica of one. */
  boolean isEmpty() {
    return journal.state().versions().isEmpty() && replicas.holdsNothing();
  }

  ModelSummary summary(Instant now) {
    return new ModelSummary(
        name,
        journal.state().versions(),
        journal.state().deployment(),
        journal.state().history().previous(),
        replicas.statuses(),
        replicas.serving(journal.state(), now),
        replicas.reasons(),
        journal.sequenceNumber());
  }
}
