package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.checkpoint.RetentionPolicy;
import io.sampo.node.training.checkpoint.RetentionPolicy.Candidate;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobEvent.CheckpointTaken;
import io.sampo.protocol.training.JobEvent.CheckpointsDropped;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.Metric;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the list of a job's checkpoints as short as its policy wants it. What is dropped is
 * journalled with the checkpoint that it makes room for, and only then deleted: what is listed is
 * there. What is not listed may be there too, after a crash between the two.
 */
final class CheckpointRetention {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointRetention.class);

  private final CheckpointStore store;
  private final Executor blocking;

  CheckpointRetention(CheckpointStore store, Executor blocking) {
    this.store = requireNonNull(store, "store is null");
    this.blocking = requireNonNull(blocking, "blocking is null");
  }

  static CheckpointRetention of(CheckpointStore store, ActorSystem<?> system) {
    return new CheckpointRetention(
        store, system.dispatchers().lookup(DispatcherSelector.blocking()));
  }

  /** The event, and what follows from it. */
  static List<JobEvent> withConsequences(JobSummary job, JobEvent event) {
    if (!(event instanceof CheckpointTaken taken)) {
      return List.of(event);
    }
    List<Candidate> candidates =
        Stream.concat(
                job.checkpoints().stream().filter(kept -> kept.step() < taken.checkpoint().step()),
                Stream.of(taken.checkpoint()))
            .map(checkpoint -> new Candidate(checkpoint.step(), metric(job, checkpoint)))
            .toList();
    CheckpointPolicy wanted = job.specification().checkpoints();
    List<Long> dropped =
        new RetentionPolicy(wanted.keepLast(), wanted.keepBest())
            .dropped(candidates, referred(job));
    return dropped.isEmpty()
        ? List.of(event)
        : List.of(event, new CheckpointsDropped(dropped, taken.at()));
  }

  /** By the metric that says which evaluation is better, turned so that more is better. */
  private static OptionalDouble metric(JobSummary job, Checkpoint checkpoint) {
    Metric metric = job.specification().rankedBy();
    return job.evaluations().kept().stream()
        .filter(evaluation -> evaluation.step() == checkpoint.step())
        .mapToDouble(evaluation -> evaluation.measured(metric))
        .filter(measured -> !Double.isNaN(measured))
        .map(measured -> metric.isHigherBetter() ? measured : -measured)
        .findFirst();
  }

  /** The best one: that is what would be promoted, or is. */
  private static Set<Long> referred(JobSummary job) {
    return job.evaluation() == null ? Set.of() : Set.of(job.evaluation().step());
  }

  /** Deletes, on a thread that may block, what a job listed before and lists no more. */
  void sweep(List<Checkpoint> before, List<Checkpoint> now) {
    List<Checkpoint> dropped =
        before.stream().filter(checkpoint -> !now.contains(checkpoint)).toList();
    if (!dropped.isEmpty()) {
      blocking.execute(() -> dropped.forEach(checkpoint -> delete(checkpoint, now)));
    }
  }

  private void delete(Checkpoint dropped, List<Checkpoint> kept) {
    try {
      store.delete(dropped, kept);
    } catch (RuntimeException failure) {
      // Room is lost, nothing else.
      LOG.warn(
          "The files of the checkpoint of step [{}] stay: {}", dropped.step(), failure.toString());
    }
  }
}
