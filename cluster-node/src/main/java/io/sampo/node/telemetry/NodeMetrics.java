package io.sampo.node.telemetry;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaPhase;
import java.util.Locale;
import java.util.Map;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/**
 * The metrics of serving on a node. Labels are bounded: models and versions, never replicas or
 * requests.
 */
public final class NodeMetrics {
  public static final String INFERENCE_QUEUE_DEPTH = "sampo_inference_queue_depth";
  public static final String INFERENCE_BATCH_SIZE = "sampo_inference_batch_size";
  public static final String REPLICA_LOAD_DURATION = "sampo_replica_load_duration_seconds";
  public static final String REPLICA_STATE = "sampo_replica_state";
  public static final String DEVICE_RESERVED_BYTES = "sampo_device_reserved_bytes";
  public static final String DEVICE_STUCK = "sampo_device_stuck_total";
  public static final String REPLICA_PROBES = "sampo_replica_probes_total";
  public static final String INFERENCE_EXPIRED = "sampo_inference_expired_total";
  public static final String INFERENCE_LATE = "sampo_inference_late_total";

  private NodeMetrics() {}

  /** Requests whose deadline passed while they waited; none of them was begun. */
  static Counter expired(ModelVersion version) {
    return Kamon.counter(INFERENCE_EXPIRED).withTags(tags(version));
  }

  /**
   * Requests whose deadline had passed when their forward began: none, unless a thread was held up
   * between its choice and the forward.
   */
  static Counter late(ModelVersion version) {
    return Kamon.counter(INFERENCE_LATE).withTags(tags(version));
  }

  /** Requests that wait, over all replicas of the version on this node. */
  static Gauge queueDepth(ModelVersion version) {
    return Kamon.gauge(INFERENCE_QUEUE_DEPTH).withTags(tags(version));
  }

  /** Items of one forward. */
  static Histogram batchSize(ModelVersion version) {
    return Kamon.histogram(INFERENCE_BATCH_SIZE).withTags(tags(version));
  }

  /** From the grant to the end of the warm-up. */
  static Timer loadDuration(ModelVersion version) {
    return Kamon.timer(REPLICA_LOAD_DURATION).withTags(tags(version));
  }

  /** How many replicas of the version are in this phase on this node. */
  static Gauge replicaState(ModelVersion version, ReplicaPhase phase) {
    return Kamon.gauge(REPLICA_STATE)
        .withTags(tags(version).withTag("state", phase.name().toLowerCase(Locale.ROOT)));
  }

  /** Forwards on zeros by which replicas that were not asked for long have proven themselves. */
  static Counter probes(ModelVersion version, boolean success) {
    return Kamon.counter(REPLICA_PROBES)
        .withTags(tags(version).withTag("outcome", success ? "success" : "failure"));
  }

  /** A forward of the version did not end, and takes its node with it. */
  public static void countStuck(ModelVersion version) {
    Kamon.counter(DEVICE_STUCK).withTags(tags(version)).increment();
  }

  /** What replicas and workers have reserved on this node's device. */
  public static void recordReservedBytes(long bytes) {
    Kamon.gauge(DEVICE_RESERVED_BYTES).withoutTags().update(bytes);
  }

  private static TagSet tags(ModelVersion version) {
    return TagSet.from(
        Map.of("model", version.model().value(), "version", version.version().value()));
  }
}
