package io.sampo.cluster.bench;

/** What the benchmark of serving says in its last line. How each is made, its part says. */
public enum Figure {
  /** Requests per second of {@code POST /echo} with the body of the identity request. */
  ECHO_REQUESTS_PER_SECOND("echoRequestsPerSecond"),
  /** Requests per second of the identity model FP32 [1,16] in binary, saturated. */
  IDENTITY_REQUESTS_PER_SECOND("identityRequestsPerSecond"),
  /** {@code GET /ping} at half of the saturated identity rate. */
  PING_P50_MICROS("pingP50Micros"),
  PING_P99_MICROS("pingP99Micros"),
  /** The median of the identity model at the same rate, less that of the ping beside it. */
  IDENTITY_ADDED_P50_MICROS("identityAddedP50Micros"),
  IDENTITY_P99_MICROS("identityP99Micros"),
  /** One connection, closed loop: the only replica on the other node less one on the same. */
  REMOTE_HOP_P50_MICROS("remoteHopP50Micros"),
  /** Images per second as served over those of the direct loop beside the same client's work. */
  CNN_SHARE_OF_DIRECT_LOOP("cnnShareOfDirectLoop"),
  /** What batching gains as served over what it gains the direct loop. */
  BATCHING_GAIN_SHARE("batchingGainShare"),
  /** Rate of single images over 1 / (direct loop's s per item + echo's s per request). */
  SINGLE_ITEM_CEILING_SHARE("singleItemCeilingShare"),
  SINGLE_ITEM_P99_OVER_P50("singleItemP99OverP50"),
  /** At 8 connections, the rate with batching over the rate without. */
  LOW_LOAD_BATCHING_RATIO("lowLoadBatchingRatio"),
  /** Good answers per second at three times the peak, over the peak. */
  OVERLOAD_GOODPUT_SHARE("overloadGoodputShare"),
  /** Of the refusals meanwhile, as the server itself has measured it. */
  REJECT_P99_MILLIS("rejectP99Millis"),
  /** Requests whose deadline had passed when their forward began, meanwhile. */
  LATE_EXECUTIONS("lateExecutions"),
  /** By how much the node's resident set grows under the same load. */
  OVERLOAD_GROWTH("overloadGrowthMebibytesPerMinute"),
  /** A model's p99 while another one of 500 MB comes and goes, over its p99 otherwise. */
  NOISY_NEIGHBOUR_P99_RATIO("noisyNeighbourP99Ratio"),
  /** The node's resident set after ten of its visits, over that after two. */
  UNLOADED_MEMORY_RATIO("unloadedMemoryRatio"),
  /** Requests that failed while something changed, and the p99 then over that just before. */
  ROLLOUT_FAILED("rolloutFailed"),
  ROLLOUT_P99_RATIO("rolloutP99Ratio"),
  CANARY_FAILED("canaryFailed"),
  CANARY_P99_RATIO("canaryP99Ratio"),
  SCALE_FAILED("scaleFailed"),
  SCALE_P99_RATIO("scaleP99Ratio"),
  RELOAD_FAILED("reloadFailed"),
  RELOAD_P99_RATIO("reloadP99Ratio"),
  /** Likewise, with the p99 itself. */
  NODE_STOP_FAILED("nodeStopFailed"),
  NODE_STOP_P99_MILLIS("nodeStopP99Millis"),
  NODE_START_FAILED("nodeStartFailed"),
  NODE_START_P99_MILLIS("nodeStartP99Millis"),
  /** A node with one of two replicas is killed. */
  KILL_FAILED("killFailed"),
  /** How long after its death it was last asked for an answer. */
  KILL_LAST_REQUEST_MILLIS("killLastRequestMillis"),
  /** The node with the only replica is killed. */
  OUTAGE_FAILED("outageFailed"),
  /** Until requests were answered again, with the model's owner on another node. */
  OUTAGE_SECONDS("outageSeconds"),
  /** Likewise, with its owner on the node that was killed. */
  OUTAGE_WITH_OWNER_SECONDS("outageWithOwnerSeconds");

  private final String key;

  Figure(String key) {
    this.key = key;
  }

  /** The name in the last line. */
  public String key() {
    return key;
  }
}
