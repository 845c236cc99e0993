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
  /** A model's p99 while another one of 500 MB comes and goes, over its p99 otherwise. */
  NOISY_NEIGHBOUR_P99_RATIO("noisyNeighbourP99Ratio");

  private final String key;

  Figure(String key) {
    this.key = key;
  }

  /** The name in the last line. */
  public String key() {
    return key;
  }
}
